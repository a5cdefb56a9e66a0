-- Times are milliseconds since the epoch, by the database's clock. JSON is text: the ledger does not look into it.

create table instance (
  id text primary key,
  host text not null,
  pid bigint not null,
  lock_file text not null,
  started bigint not null,
  seen bigint not null
);

create table target (
  name text primary key,
  ra double precision not null,
  dec double precision not null,
  resolved bigint not null
);

create table run (
  id text primary key,
  harvest text not null,
  trigger text not null check (trigger in ('command', 'schedule', 'inbox', 'jmx')),
  slot text not null,
  request text not null,
  yaml text not null,
  state text not null check (state in ('booked', 'discovering', 'fetching', 'done', 'failed')),
  owner text,
  booked bigint not null,
  started bigint,
  ended bigint,
  rows bigint not null default 0,
  selected bigint not null default 0,
  targets bigint not null default 0,
  targets_failed bigint not null default 0,
  open bigint not null default 0,
  stored bigint not null default 0,
  skipped bigint not null default 0,
  failed bigint not null default 0,
  degraded bigint not null default 0,
  bytes bigint not null default 0,
  overflow integer not null default 0,
  error text
);

-- One unfinished run of a harvest and a request.
create unique index run_slot on run (slot) where state in ('booked', 'discovering', 'fetching');
create index run_harvest on run (harvest, booked);

-- A selected row. open and good (stored or skipped) count the products of the current alternative.
create table selection (
  id ${serial},
  run_id text not null references run (id),
  identity text not null,
  context text not null,
  alternatives text not null,
  alternative integer not null default 0,
  recheck text not null check (recheck in ('changed', 'always', 'never')),
  open bigint not null default 0,
  good bigint not null default 0
);

create table product (
  id ${serial},
  store text not null,
  identity text not null,
  kind text not null check (kind in ('file', 'directory')),
  run_id text not null references run (id),
  url text not null,
  host text not null,
  link text not null,
  relative text,
  length bigint,
  modified bigint,
  etag text,
  state text not null check (state in ('owed', 'offered', 'fetching', 'stored', 'skipped', 'failed')),
  owner text,
  token text,
  lease_until bigint,
  not_before bigint not null default 0,
  attempts integer not null default 0,
  bytes bigint,
  sha256 text,
  validator text,
  content_type text,
  verified text,
  source text,
  store_root text,
  path text,
  path_key text ${binary},
  degraded integer not null default 0,
  reason text,
  class text check (class in ('transient', 'final', 'misuse')),
  updated bigint not null,
  unique (store, identity),
  check ((lease_until is null) = (state not in ('offered', 'fetching')))
);

-- A stored path belongs to one product for good.
create unique index product_path on product (store_root, path_key) where path_key is not null;
create index product_owed on product (run_id, host, not_before, id) where state = 'owed';
create index product_due on product (not_before) where state = 'owed';
create index product_leased on product (lease_until) where lease_until is not null;

-- A product in the account of a run. listing is the lease of the listing that the run takes part in (directories).
create table booking (
  run_id text not null references run (id),
  product_id bigint not null references product (id),
  selection_id bigint not null references selection (id),
  alternative integer not null,
  outcome text check (outcome in ('stored', 'skipped', 'failed', 'superseded', 'listed')),
  reason text,
  listing text,
  primary key (run_id, product_id)
);

create index booking_open on booking (product_id) where outcome is null;
create index booking_failed on booking (run_id, product_id) where outcome = 'failed';
create index booking_replaced on booking (selection_id) where outcome = 'failed';

create table host (
  name text primary key,
  resting_until bigint not null
);

create table inbox (
  name text not null,
  sha256 text not null,
  modified bigint not null,
  accepted bigint not null,
  primary key (name, sha256, modified)
);

create table inbox_run (
  name text not null,
  sha256 text not null,
  modified bigint not null,
  run_id text not null references run (id),
  primary key (name, sha256, modified, run_id),
  foreign key (name, sha256, modified) references inbox (name, sha256, modified)
);

-- Feeders take turns by this row.
create table turn (
  id integer primary key
);

insert into turn (id) values (1);
