-- Files belong to what they were given to: a workflow, a document, or the drive. Null everywhere: they were made by nobody who keeps them.
alter table file add column document_type text;
alter table file add column document_id bigint;
create index file_workflow on file (portal_id, workflow_id) where workflow_id is not null;
create index file_document on file (portal_id, document_type, document_id) where document_id is not null;
-- Contents that no file has any more are found by it.
create index file_hash on file (portal_id, hash);

-- Numbers of folders and files, and of the versions of files.
create sequence drive_id_seq;

-- The drive: one storage for the company, for each person and for each work group. A storage has no row: it is there as soon as something lies in it.
create table drive_object (
  portal_id   bigint not null references portal,
  id          bigint not null default nextval('drive_id_seq'),
  storage     text not null check (storage in ('common', 'user', 'group')),
  -- The person, or the record of the work group; 0 for the company.
  owner_id    bigint not null check ((owner_id = 0) = (storage = 'common')),
  -- Null: it lies in the storage itself.
  parent_id   bigint,
  is_folder   boolean not null,
  name        text not null check (name <> '' and length(name) <= 255),
  created_by  bigint,
  -- By the portal's clock.
  created_at  timestamptz not null,
  modified_at timestamptz not null,
  primary key (portal_id, id),
  foreign key (portal_id, parent_id) references drive_object
);
-- No two things of one folder have the same name.
create unique index drive_object_name on drive_object (portal_id, storage, owner_id, coalesce(parent_id, 0), lower(name));
create index drive_object_parent on drive_object (portal_id, parent_id) where parent_id is not null;

-- The newest has the highest number. Each has a file of its own, which goes with it.
create table drive_version (
  portal_id  bigint not null,
  id         bigint not null default nextval('drive_id_seq'),
  object_id  bigint not null,
  file_id    bigint not null,
  created_by bigint,
  created_at timestamptz not null,
  primary key (portal_id, id),
  foreign key (portal_id, object_id) references drive_object,
  foreign key (portal_id, file_id) references file
);
create index drive_version_object on drive_version (portal_id, object_id, id);
create index drive_version_file on drive_version (portal_id, file_id);

-- What a workflow has made and its death takes with it.
create index mail_workflow on mail (portal_id, workflow_id) where workflow_id is not null;
