-- What is on its way into a bucket: noted before it is sent, forgotten when it is recorded as stored. With an upload_id there
-- are parts of it in the bucket and no object yet. sha256 tells an object that came of it, if nobody could say so any more.
create table upload (
  store_root text not null,
  path text not null,
  sha256 text not null,
  upload_id text,
  begun bigint not null,
  owner text,
  primary key (store_root, path)
);
