-- Products whose file is whole and verified and waits in a staging folder for its bucket. version is what a listing said of
-- it then; fetched is what else has to be known to store it, as JSON.
create table ready (
  product_id bigint primary key references product (id),
  sha256 text not null,
  version text not null,
  fetched text not null
);
