-- What workflows share and make besides documents: global values, turns among people, absences, mail, and records such as tasks and calls.

-- Global constants and variables: constants are changed by people only, variables by steps too.
create table global_value (
  portal_id   bigint not null references portal,
  kind        text not null check (kind in ('constant', 'variable')),
  id          text not null check (id ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'),
  name        text not null,
  description text not null default '',
  -- A base type: string, int, user …
  type        text not null,
  is_multiple boolean not null default false,
  -- Choices of a select.
  options     jsonb,
  -- Whose designers offer it: GLOBAL, a module (CRM), or a type of documents (CRM_DEAL). Workflows read it everywhere.
  visibility  text not null default 'GLOBAL',
  value       jsonb not null default 'null',
  -- Raised by every change: a workflow writes only over what it has read.
  version     bigint not null default 1,
  modified_at timestamptz not null default now(),
  primary key (portal_id, kind, id)
);

-- What a step remembers from one workflow to the next, such as whose turn it was. Written under the version that was read.
create table step_memory (
  portal_id   bigint not null,
  template_id bigint not null,
  activity    text not null,
  value       jsonb not null,
  version     bigint not null default 1,
  primary key (portal_id, template_id, activity),
  foreign key (portal_id, template_id) references template on delete cascade
);

alter table portal_user add column deputy_id bigint check (deputy_id <> id);
alter table portal_user add foreign key (portal_id, deputy_id) references portal_user;
-- Whether the person's working day has begun.
alter table portal_user add column is_working boolean not null default false;

-- By the portal's clock, as everything that workflows compare with it.
create table absence (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  user_id     bigint not null,
  starts_at   timestamptz not null,
  -- The first moment that is no absence any more.
  ends_at     timestamptz not null,
  -- VACATION, LEAVESICK, ASSIGNMENT …
  kind        text not null,
  name        text not null default '',
  description text not null default '',
  -- The workflow that has entered it.
  workflow_id text,
  primary key (portal_id, id),
  foreign key (portal_id, user_id) references portal_user,
  check (ends_at > starts_at)
);
create index absence_end on absence (portal_id, ends_at);

-- Steps that wait for a person's working day. A row lives as long as the step waits.
create table workday_wait (
  portal_id   bigint not null,
  user_id     bigint not null,
  workflow_id text not null,
  activity    text not null,
  primary key (portal_id, workflow_id, activity)
);
create index workday_wait_user on workday_wait (portal_id, user_id);

-- Null: Monday to Friday, 9 to 18. Kept in memory with the people: a change raises directory_version.
alter table portal add column work_calendar jsonb;

-- The address of the mail server with its password, encrypted by a key that is derived from the portal's.
alter table portal add column smtp bytea;
-- Who mail is from where nobody else is named.
alter table portal add column mail_from text not null default '';

create table mail (
  portal_id   bigint not null references portal,
  id          bigint generated always as identity,
  workflow_id text,
  activity    text,
  -- Empty: the portal's.
  sender      text not null,
  recipients  text[] not null check (cardinality(recipients) > 0),
  subject     text not null,
  body        text not null,
  is_html     boolean not null,
  -- References to files, as the step gave them.
  attachments jsonb not null default '[]',
  status      text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
  -- Why it has not gone; empty where nothing stands against it.
  reason      text not null default '',
  attempts    int not null default 0,
  -- Real time, as for everything that leaves the server.
  created_at  timestamptz not null default now(),
  ended_at    timestamptz,
  primary key (portal_id, id)
);
create index mail_open on mail (portal_id, status, id) where status <> 'sent';
create index mail_ended on mail (ended_at) where status = 'sent';

create sequence record_id_seq;
-- What workflows make besides documents: tasks of people, entries of calendars, calls, comments, chats, posts.
create table record (
  portal_id      bigint not null references portal,
  id             bigint not null default nextval('record_id_seq'),
  -- task, calendar, call, meeting, request, comment, event, wait, group, chat, message, post, feed
  kind           text not null,
  title          text not null,
  -- As the kind has them.
  fields         jsonb not null default '{}',
  -- The task above it, the chat it stands in.
  parent_id      bigint,
  module         text not null,
  entity         text not null,
  document_id    text not null,
  workflow_id    text,
  activity       text,
  -- The step waits until it is closed.
  is_awaited     boolean not null default false,
  responsible_id bigint,
  created_by     bigint,
  status         text not null default 'open' check (status in ('open', 'closed', 'deleted')),
  -- All times by the portal's clock.
  starts_at      timestamptz,
  ends_at        timestamptz,
  created_at     timestamptz not null,
  modified_at    timestamptz not null,
  closed_at      timestamptz,
  closed_by      bigint,
  primary key (portal_id, id),
  check ((status = 'open') = (closed_at is null))
);
create index record_workflow on record (portal_id, workflow_id);
create index record_document on record (portal_id, module, document_id, id);
create index record_kind on record (portal_id, kind, id);
create index record_parent on record (portal_id, parent_id) where parent_id is not null;
