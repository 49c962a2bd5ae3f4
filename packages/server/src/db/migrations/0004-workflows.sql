-- Running workflows, their tasks and outgoing work; and, in partitions by month, what is over: finished workflows, log, deliveries.
create table workflow (
  -- No foreign keys on the hot path: each insert would take a shared lock on the one portal row.
  portal_id    bigint not null,
  id           text not null,
  -- Every write says which version it was computed from.
  version      int not null,
  template_id  bigint not null,
  version_hash bytea not null,
  module       text not null,
  entity       text not null,
  document_type text not null,
  document_id  text not null,
  -- The document's row: document.type and document.id.
  storage_type text not null,
  document_number bigint not null,
  status       text not null check (status in ('running', 'held')),
  state        jsonb not null,
  started_by   bigint,
  started_at   timestamptz not null,
  modified_at  timestamptz not null,
  primary key (portal_id, id)
) with (fillfactor = 80);
create index workflow_modified on workflow (portal_id, modified_at desc, id);
create index workflow_document on workflow (portal_id, module, document_id);
create index workflow_template on workflow (portal_id, template_id);
create index workflow_held on workflow (portal_id, id) where status = 'held';

create table workflow_history (
  portal_id    bigint not null,
  id           text not null,
  template_id  bigint not null,
  version_hash bytea not null,
  module       text not null,
  entity       text not null,
  document_type text not null,
  document_id  text not null,
  status       text not null check (status in ('completed', 'terminated')),
  state        jsonb not null,
  started_by   bigint,
  started_at   timestamptz not null,
  ended_at     timestamptz not null,
  -- Real time: the portal's clock may be moved, retention may not.
  recorded_at  timestamptz not null default now(),
  primary key (portal_id, id, recorded_at)
) partition by range (recorded_at);

create table workflow_log (
  portal_id     bigint not null,
  workflow_id   text not null,
  at            timestamptz not null,
  seq           smallint not null,
  -- The wire's numbers: 4 fault, 5 custom, 6 report, 9 error.
  type          smallint not null,
  activity      text not null,
  activity_type text not null,
  title         text not null,
  text          text not null,
  user_id       bigint,
  recorded_at   timestamptz not null default now()
) partition by range (recorded_at);
create index workflow_log_workflow on workflow_log (portal_id, workflow_id);

create sequence task_id_seq;
create table task (
  portal_id     bigint not null,
  id            bigint not null,
  workflow_id   text not null,
  template_id   bigint not null,
  activity      text not null,
  type          text not null,
  name          text not null,
  description   text not null default '',
  -- 0 running, 1 yes, 2 no, 3 ok, 4 timeout, 5 cancel
  status        smallint not null default 0 check (status between 0 and 5),
  -- As clients read it: labels, comment rules, fields.
  parameters    jsonb not null,
  delegation    smallint not null default 0 check (delegation between 0 and 3),
  is_inline     boolean not null default false,
  module        text not null,
  entity        text not null,
  document_id   text not null,
  document_name text not null default '',
  document_url  text not null default '',
  started_by    bigint,
  started_at    timestamptz not null,
  created_at    timestamptz not null,
  modified_at   timestamptz not null,
  overdue_at    timestamptz,
  primary key (portal_id, id)
) with (fillfactor = 85);
create index task_workflow on task (portal_id, workflow_id);

create table task_user (
  portal_id   bigint not null,
  task_id     bigint not null,
  user_id     bigint not null,
  -- To whom the task was given first; votes count for this person.
  assignee_id bigint not null,
  -- 0 waiting, 1 yes, 2 no, 3 ok, 4 cancel
  status      smallint not null default 0 check (status between 0 and 4),
  answered_at timestamptz,
  check ((status = 0) = (answered_at is null)),
  primary key (portal_id, task_id, user_id),
  foreign key (portal_id, task_id) references task on delete cascade
) with (fillfactor = 85);
create index task_user_waiting on task_user (portal_id, user_id, status, task_id);

create table notification (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  user_id     bigint not null,
  from_id     bigint,
  text        text not null,
  workflow_id text,
  created_at  timestamptz not null,
  read_at     timestamptz,
  primary key (portal_id, id)
);
create index notification_user on notification (portal_id, user_id, id);

-- Outgoing work. A row is due at run_at; claiming it moves run_at past the lease, so a lost worker's jobs come back by themselves.
create table job (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  kind        text not null,
  workflow_id text,
  activity    text,
  -- Always real time.
  run_at      timestamptz not null default now(),
  attempt     int not null default 0,
  payload     jsonb not null default '{}',
  created_at  timestamptz not null default now(),
  -- The id first: workers claim and finish jobs of all portals by their ids alone.
  primary key (id, portal_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 1);
-- The kind first: each kind has its own slots, so a backlog of slow deliveries must not be read through to find a due timer.
create index job_due on job (kind, run_at, id);
create index job_workflow on job (portal_id, workflow_id) where workflow_id is not null;

-- Functions, because a plan that was cached while the table was nearly empty reads all of it in the next burst, until the
-- table is analyzed: 20,000 rows a claim were seen. Here no plan can. `= any(array(...))`, because `in (select ...)` did the same.

-- Takes due jobs of each kind up to its limit. Moving run_at past the lease makes a lost worker's jobs due again by themselves.
create function claim_jobs(kinds text[], limits int[], lease_ms float8) returns setof job
language plpgsql set enable_seqscan = off as $$
begin
  return query
  update job set attempt = attempt + 1, run_at = now() + lease_ms * interval '1 millisecond'
  where id = any(array(
    select due.id
    from unnest(kinds, limits) wanted(kind, most),
      lateral (select j.id from job j where j.kind = wanted.kind and j.run_at <= now() order by j.run_at, j.id limit wanted.most for update skip locked) due))
  returning job.*;
end $$;

-- A claim is named by id and attempt. One that no longer holds changes nothing.
create function delete_jobs(ids bigint[], attempts int[]) returns setof bigint
language plpgsql set enable_seqscan = off as $$
begin
  return query delete from job where id = any(ids) and attempt = attempts[array_position(ids, id)] returning id;
end $$;

create function postpone_jobs(ids bigint[], attempts int[], delays_ms float8[], untried int[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  update job set run_at = now() + delays_ms[array_position(ids, id)] * interval '1 millisecond', attempt = attempt - untried[array_position(ids, id)]
  where id = any(ids) and attempt = attempts[array_position(ids, id)];
end $$;

-- One row a call that ended: done, or given up. The failed ones are what people look at.
create table delivery (
  portal_id      bigint not null,
  -- The job's.
  id             bigint not null,
  -- Step, or null: an event such as ONAPPINSTALL belongs to no workflow.
  workflow_id    text,
  activity       text,
  -- Null: the application was gone before the call.
  application_id bigint,
  -- Code of the action or robot; name of the event.
  code           text not null,
  handler        text not null,
  event_id       text not null default '',
  outcome        text not null check (outcome in ('done', 'failed')),
  attempts       int not null,
  http_status    int,
  error          text not null default '',
  reply          text not null default '',
  -- The call without its credentials.
  payload        jsonb not null,
  duration_ms    int not null,
  created_at     timestamptz not null,
  recorded_at    timestamptz not null default now(),
  check ((workflow_id is null) = (activity is null))
) partition by range (recorded_at);
create index delivery_workflow on delivery (portal_id, workflow_id) where workflow_id is not null;
create index delivery_failed on delivery (portal_id, recorded_at) where outcome = 'failed';

-- Makes the partitions of the given month and the next. Rows never wait for it: months that were not made ahead go to the default partition.
create function ensure_history_partitions(around timestamptz) returns void language plpgsql as $$
declare
  parent text;
  first_day date;
begin
  foreach parent in array array['workflow_history', 'workflow_log', 'delivery'] loop
    execute format('create table if not exists %I partition of %I default', parent || '_other', parent);
    for months in 0..1 loop
      first_day := date_trunc('month', around at time zone 'UTC') + make_interval(months => months);
      begin
        execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
          parent || to_char(first_day, '_YYYY_MM'), parent,
          first_day::timestamp at time zone 'UTC', (first_day + interval '1 month')::timestamp at time zone 'UTC');
      exception when check_violation then
        null; -- The default partition already holds rows of that month; they stay there.
      end;
    end loop;
  end loop;
end $$;
select ensure_history_partitions(now());
