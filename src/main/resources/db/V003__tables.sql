-- The columns of a run's answers, while a table of its products is still to be written.
create table run_columns (
  id ${serial},
  run_id text not null references run (id),
  digest text not null,
  columns text not null,
  unique (run_id, digest)
);
