-- Which alternative is stored, and why better ones are not; what is not public yet; files that a better one has replaced.

-- step counts what is tried one after the other; booking.alternative is the harvest's number of the alternative.
alter table selection rename column alternative to step;

-- Whether it is not of the first alternative that matched.
alter table booking add column degraded integer not null default 0;
update booking set degraded = 1 where alternative > 0;

-- Of a degraded product: what was better, and why it was not stored, as JSON.
alter table product add column better text;

drop index booking_replaced;
create index booking_selection on booking (selection_id);

-- Selected rows that are owed from a moment on. digest tells those of one row apart: cutouts for several targets.
create table embargo (
  harvest text not null,
  identity text not null,
  digest text not null,
  run_id text not null references run (id),
  context text not null,
  alternatives text not null,
  due bigint not null,
  primary key (harvest, identity, digest)
);

create index embargo_due on embargo (harvest, due);

-- Files of products that a better alternative has replaced, until they are deleted.
create table leaving (
  product_id bigint primary key references product (id),
  store_root text not null,
  path text not null,
  sha256 text not null,
  owner text
);
