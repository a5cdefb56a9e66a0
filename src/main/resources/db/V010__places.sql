-- How many products a process may fetch at a time from a queue that it shares; 0: it has a queue of its own.
alter table instance add column places integer not null default 0;
