-- Templates with their immutable versions, and the built-in document store.
create table template_version (
  portal_id         bigint not null references portal,
  -- SHA-256 of the stored tree.
  hash              bytea not null check (length(hash) = 32),
  -- The package as a lossless tree (ordered keys, key kinds, float texts): exports are written from it.
  tree              text not null,
  -- Types of applications' steps in the tree, so that a start loads just these.
  application_types text[] not null default '{}',
  created_at        timestamptz not null default now(),
  primary key (portal_id, hash)
);

create sequence template_id_seq;
create table template (
  portal_id       bigint not null references portal,
  id              bigint not null default nextval('template_id_seq'),
  module          text not null,
  entity          text not null,
  document_type   text not null,
  name            text not null,
  description     text not null default '',
  -- Bits: 1 on creation, 2 on change.
  auto_execute    smallint not null default 0 check (auto_execute between 0 and 3),
  version_hash    bytea not null,
  -- Values given to constants after the import; live for running workflows, merged on export.
  constant_values jsonb not null default '{}',
  application_id  bigint,
  system_code     text not null default '',
  is_modified     boolean not null default false,
  user_id         bigint not null,
  created_at      timestamptz not null default now(),
  modified_at     timestamptz not null default now(),
  primary key (portal_id, id),
  foreign key (portal_id, version_hash) references template_version,
  foreign key (portal_id, application_id) references application on delete set null (application_id)
);
create index template_auto on template (portal_id, module, document_type, id) where auto_execute > 0;

-- Types of documents that a portal defines itself: lists. Deals and leads are defined by the program.
create sequence list_id_seq;
create table document_type (
  portal_id     bigint not null references portal,
  -- iblock_1
  code          text not null check (code ~ '^iblock_[0-9]{1,15}$'),
  -- What clients may give as IBLOCK_CODE, and as IBLOCK_TYPE_ID.
  symbolic_code text check (symbolic_code <> ''),
  block_type    text not null default 'lists',
  name          text not null,
  -- PROPERTY_1: { Name, Type, Code, Multiple, Required, Options, Default }
  fields        jsonb not null default '{}',
  primary key (portal_id, code),
  constraint document_type_symbolic_code unique (portal_id, symbolic_code)
);

create sequence document_id_seq;
create table document (
  portal_id   bigint not null references portal,
  -- DEAL, LEAD, iblock_1
  type        text not null,
  id          bigint not null default nextval('document_id_seq'),
  fields      jsonb not null,
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  primary key (portal_id, type, id)
);
-- An element is found by its number alone: its complex id does not name its list.
create unique index document_element on document (portal_id, id) where type like 'iblock\_%';
create unique index document_element_code on document (portal_id, type, (fields->>'CODE')) where type like 'iblock\_%' and fields->>'CODE' <> '';
