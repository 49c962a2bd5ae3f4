-- What a portal adds to the types of the CRM: smart processes, fields of its own, pipelines, stages. And what workflows do with documents
-- beside writing them: locks, kept versions, rights, and steps that wait for a document.

-- iblock_1 and DYNAMIC_147 are types of the portal; for the types that the program defines a row holds what the portal added.
alter table document_type drop constraint document_type_code_check;
alter table document_type add constraint document_type_code_check
  check (code ~ '^(iblock_[0-9]{1,15}|DYNAMIC_[0-9]{1,9}|DEAL|LEAD|CONTACT|COMPANY)$');

create sequence document_category_id_seq;
-- Pipelines. Deals have the pipeline 0 without a row.
create table document_category (
  portal_id bigint not null,
  type      text not null,
  id        bigint not null default nextval('document_category_id_seq') check (id >= 0),
  name      text not null,
  sort      int not null default 500,
  primary key (portal_id, type, id)
);

-- Stages that the portal added, and those of the program that it changed.
create table document_stage (
  portal_id   bigint not null,
  type        text not null,
  category_id bigint not null default 0,
  -- As fields hold it: NEW, C6:PREPARATION, DT147_5:NEW
  id          text not null check (id <> ''),
  name        text not null,
  -- P in progress, S success, F failure
  semantics   text not null check (semantics in ('P', 'S', 'F')),
  sort        int not null,
  primary key (portal_id, type, id)
);

-- The workflow that has locked the document.
alter table document add column locked_by text;

-- Steps that wait for a document. A row lives as long as the step waits.
create table document_wait (
  portal_id   bigint not null,
  type        text not null,
  document_id bigint not null,
  workflow_id text not null,
  activity    text not null,
  -- stage: every change of its stage; unlock: nobody else has it locked; lock: as unlock, and the workflow gets the lock
  waits_for   text not null check (waits_for in ('stage', 'unlock', 'lock')),
  -- First come, first served.
  seq         bigint generated always as identity,
  primary key (portal_id, workflow_id, activity)
);
create index document_wait_document on document_wait (portal_id, type, document_id);

-- What a step has kept of a document at one moment.
create table document_version (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  type        text not null,
  document_id bigint not null,
  name        text not null,
  fields      jsonb not null,
  user_id     bigint,
  workflow_id text,
  created_at  timestamptz not null,
  primary key (portal_id, id)
);
create index document_version_document on document_version (portal_id, type, document_id, id);

-- Who may do what, as workflows have set it: on a workflow (its id) or on a document (its complex id).
create table access_right (
  portal_id   bigint not null,
  scope       text not null check (scope in ('workflow', 'document')),
  subject     text not null,
  operation   text not null,
  -- user_5, group_d3, author
  holder      text not null,
  -- The workflow that has set it.
  workflow_id text not null,
  primary key (portal_id, scope, subject, operation, holder)
);
create index access_right_workflow on access_right (portal_id, workflow_id);

-- Telephones and addresses of whom nothing new shall be made.
create table exclusion (
  portal_id  bigint not null,
  type       text not null check (type in ('phone', 'email')),
  value      text not null,
  created_at timestamptz not null,
  primary key (portal_id, type, value)
);

-- All that a portal says about a type of documents.
create view type_definition as
select t.portal_id, t.code,
       jsonb_build_object(
         'code', t.code, 'name', t.name, 'blockType', t.block_type, 'fields', t.fields,
         'categories', case when t.code like 'iblock%' then '[]'::jsonb else (
           select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'sort', c.sort) order by c.sort, c.id), '[]')
           from document_category c where c.portal_id = t.portal_id and c.type = t.code) end,
         'stages', case when t.code like 'iblock%' then '[]'::jsonb else (
           select coalesce(jsonb_agg(jsonb_build_object('category', s.category_id, 'id', s.id, 'name', s.name, 'semantics', s.semantics,
                                                        'sort', s.sort) order by s.category_id, s.sort, s.id), '[]')
           from document_stage s where s.portal_id = t.portal_id and s.type = t.code) end
       ) as definition
from document_type t;

drop view workflow_facts;
drop view document_facts;
create view document_facts as
select d.portal_id, d.type, d.id, d.fields, d.created_at, d.modified_at, d.locked_by, t.definition
from document d
left join type_definition t on t.portal_id = d.portal_id and t.code = d.type;

create view workflow_facts as
select w.portal_id, w.id, w.storage_type as w_storage_type, w.document_number as w_document_number, w.version, w.template_id,
       encode(w.version_hash, 'hex') as hash, w.module, w.entity, w.document_type, w.document_id,
       w.status, w.state, w.started_by, w.started_at,
       coalesce(t.constant_values, '{}') as constant_values,
       p.time_zone, p.public_url, p.clock_offset_ms, p.directory_version,
       d.id as document_number, d.fields as document_fields, d.created_at as document_created_at, d.modified_at as document_modified_at,
       d.locked_by, d.definition, v.activities
from workflow w
join portal_facts p on p.portal_id = w.portal_id
join version_facts v on v.portal_id = w.portal_id and v.hash = w.version_hash
left join template t on t.portal_id = w.portal_id and t.id = w.template_id
left join document_facts d on d.portal_id = w.portal_id and d.type = w.storage_type and d.id = w.document_number;
