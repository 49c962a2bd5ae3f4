-- Files that people give: workflows hold their numbers. Equal contents of a portal are kept once.
create table file_content (
  portal_id bigint not null references portal,
  -- SHA-256
  hash      bytea not null check (length(hash) = 32),
  content   bytea not null,
  primary key (portal_id, hash)
);
-- Mostly compressed already.
alter table file_content alter column content set storage external;

create sequence file_id_seq;
create table file (
  portal_id   bigint not null references portal,
  id          bigint not null default nextval('file_id_seq'),
  name        text not null check (name <> '' and length(name) <= 255),
  size        bigint not null check (size >= 0),
  hash        bytea not null,
  created_by  bigint,
  -- The workflow that it was given to.
  workflow_id text,
  created_at  timestamptz not null default now(),
  primary key (portal_id, id),
  foreign key (portal_id, hash) references file_content
);

-- People are reminded of a task so long before its deadline, and then again and again. Null: never.
alter table portal add column task_reminder_ms bigint check (task_reminder_ms >= 60000);

-- The first reminder after a moment. A task that is shorter than the span before its deadline has its first one at the deadline.
-- All in milliseconds on the portal's clock.
create function next_reminder(p_overdue bigint, p_every bigint, p_after bigint) returns bigint language sql immutable strict as $$
  select p_overdue + greatest(-1, floor((p_after - p_overdue)::numeric / p_every) + 1)::bigint * p_every
$$;

create function portal_ms(p_at timestamptz) returns bigint language sql immutable strict as $$
  select round(extract(epoch from p_at) * 1000)::bigint
$$;

-- A task with a deadline has a job for its next reminder, from the statement that makes the task to the one that ends it.
-- Tasks without a deadline come by here without a look at anything.
create function task_reminder_begins() returns trigger language plpgsql as $$
begin
  insert into job (portal_id, kind, workflow_id, activity, payload)
  select new.portal_id, 'remind-task', new.workflow_id, new.activity,
         jsonb_build_object('task', new.id, 'portalTime', next_reminder(portal_ms(new.overdue_at), p.task_reminder_ms, portal_ms(new.created_at)))
  from portal p where p.id = new.portal_id and p.task_reminder_ms is not null;
  return null;
end $$;

create trigger task_reminder_begins after insert on task
for each row when (new.status = 0 and new.overdue_at is not null) execute function task_reminder_begins();

create function task_reminder_ends() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from job where portal_id = old.portal_id and workflow_id = old.workflow_id and kind = 'remind-task' and payload->'task' = to_jsonb(old.id);
  return null;
end $$;

create trigger task_reminder_ends after update of status on task
for each row when (old.status = 0 and new.status <> 0 and old.overdue_at is not null) execute function task_reminder_ends();

create trigger task_reminder_gone after delete on task
for each row when (old.status = 0 and old.overdue_at is not null) execute function task_reminder_ends();
