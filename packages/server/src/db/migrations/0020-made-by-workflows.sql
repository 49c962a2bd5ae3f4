-- Documents that workflows make from one another: a guard against rules of stages that make documents without an end.
alter table stage_turn add column made int not null default 0;
-- The portal's clock. Null: no workflow has made the document.
alter table stage_turn add column made_at timestamptz;

-- Name of the trigger that has moved the document; empty: it has come some other way.
alter table stage_visit add column trigger text not null default '';
