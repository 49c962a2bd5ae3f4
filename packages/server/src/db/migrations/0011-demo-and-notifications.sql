-- A demo portal has known people and open credentials: its servers stay on their machine unless told otherwise.
alter table portal add column is_demo boolean not null default false;

-- A killed workflow takes its notifications along.
create index notification_workflow on notification (portal_id, workflow_id) where workflow_id is not null;
