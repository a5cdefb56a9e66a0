-- The largest value of a column in the complete discoveries of one search of a harvest, in the column's own form.
create table watermark (
  harvest text not null,
  service text not null,
  target text not null,
  column_name text not null,
  value text not null,
  run_id text not null references run (id),
  primary key (harvest, service, target, column_name)
);
