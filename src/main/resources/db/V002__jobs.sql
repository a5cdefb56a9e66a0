-- Jobs at services (UWS) that are not known to have ended. search is a digest of the harvest and of what was asked of whom.
create table job (
  search text not null,
  run_id text not null references run (id),
  url text not null,
  created bigint not null,
  primary key (search, run_id)
);
