-- Automation: rules of stages (robots), triggers that move documents, smart scripts.

-- Bits: 1 on creation, 2 on change; 8: rules of a stage, 32: a smart script.
alter table template drop constraint template_auto_execute_check;
alter table template add constraint template_auto_execute_check check (auto_execute in (0, 1, 2, 3, 8, 32));
-- The stage that the rules belong to: NEW, C6:PREPARATION. Empty for all other templates.
alter table template add column document_status text not null default '';
alter table template add constraint template_stage_check check ((auto_execute = 8) = (document_status <> ''));
-- default; robots: rules and scripts as their editor makes them; custom_robots: changed by hand
alter table template add column type text not null default 'default' check (type in ('default', 'robots', 'custom_robots'));
create unique index template_stage on template (portal_id, module, document_type, document_status) where auto_execute = 8;

-- Documents that have come to a stage and whose rules have not been started yet. Each is taken once, in the order of their numbers.
create table stage_visit (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  type        text not null,
  document_id bigint not null,
  stage       text not null,
  -- What a trigger gives to the rules.
  parameters  jsonb not null default '{}',
  -- The workflow that has moved the document; null: a person or an application.
  workflow_id text,
  primary key (portal_id, type, document_id, id)
);

-- How often workflows have moved a document within the last minute of the portal's clock: a guard against rules that move it in circles.
create table stage_turn (
  portal_id   bigint not null,
  type        text not null,
  document_id bigint not null,
  since       timestamptz not null,
  turns       int not null,
  primary key (portal_id, type, document_id)
);

-- What moves documents to a stage by itself.
create table automation_trigger (
  portal_id     bigint not null references portal,
  id            bigint generated always as identity,
  -- DEAL, LEAD, DYNAMIC_147
  document_type text not null,
  -- The stage that documents are moved to.
  stage         text not null check (stage <> ''),
  name          text not null,
  -- APP, WEBHOOK, FIELD_CHANGED, DOCUMENT_CREATE
  code          text not null check (code <> ''),
  -- { Condition, ExecuteBy, ALLOW_BACKWARDS } and what the code adds: { APP_ID, CODE }, { code }, { fields }
  apply_rules   jsonb not null default '{}',
  primary key (portal_id, id)
);
create index automation_trigger_type on automation_trigger (portal_id, document_type, code);

-- Triggers that applications have registered.
create table application_trigger (
  portal_id      bigint not null,
  application_id bigint not null,
  code           text not null,
  name           text not null,
  created_at     timestamptz not null default now(),
  primary key (portal_id, application_id, code),
  foreign key (portal_id, application_id) references application on delete cascade
);

-- As before, with the fields whose change a trigger waits for.
create or replace view type_definition as
select t.portal_id, t.code,
       jsonb_build_object(
         'code', t.code, 'name', t.name, 'blockType', t.block_type, 'fields', t.fields,
         'categories', case when t.code like 'iblock%' then '[]'::jsonb else (
           select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'sort', c.sort) order by c.sort, c.id), '[]')
           from document_category c where c.portal_id = t.portal_id and c.type = t.code) end,
         'stages', case when t.code like 'iblock%' then '[]'::jsonb else (
           select coalesce(jsonb_agg(jsonb_build_object('category', s.category_id, 'id', s.id, 'name', s.name, 'semantics', s.semantics,
                                                        'sort', s.sort) order by s.category_id, s.sort, s.id), '[]')
           from document_stage s where s.portal_id = t.portal_id and s.type = t.code) end,
         'watched', case when t.code like 'iblock%' then '[]'::jsonb else (
           select coalesce(jsonb_agg(distinct f.value), '[]')
           from automation_trigger a, jsonb_array_elements(a.apply_rules->'fields') f
           where a.portal_id = t.portal_id and a.document_type = t.code and a.code = 'FIELD_CHANGED') end
       ) as definition
from document_type t;
