-- The content that a file was about to be published with: after a crash it tells our file from somebody else's.
alter table product add column intended text;
