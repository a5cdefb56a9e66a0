-- Of a product that is being fetched: whether all its bytes are here, so that its host has a free place again.
alter table product add column received integer not null default 0;
