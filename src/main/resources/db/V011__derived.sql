-- Files that a step of refine made of a product: parent is that product. made is what the steps did and said, as JSON.
alter table product add column parent bigint references product (id);
alter table product add column made text;

create index product_parent on product (parent) where parent is not null;
