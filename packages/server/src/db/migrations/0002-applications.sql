-- Applications, the tokens they hold, and the actions and robots they registered.
create table application (
  portal_id    bigint not null references portal,
  id           bigint generated always as identity,
  client_id    text not null unique,
  secret_hash  bytea not null,
  name         text not null,
  handler_url  text not null,
  install_url  text not null default '',
  has_ui       boolean not null default false,
  scopes       text[] not null,
  version      int not null default 1,
  is_installed boolean not null default false,
  created_by   bigint not null,
  created_at   timestamptz not null default now(),
  primary key (portal_id, id),
  foreign key (portal_id, created_by) references portal_user
);

create table authorization_code (
  hash           bytea primary key,
  portal_id      bigint not null,
  application_id bigint not null,
  user_id        bigint not null,
  expires_at     timestamptz not null,
  foreign key (portal_id, application_id) references application on delete cascade,
  foreign key (portal_id, user_id) references portal_user
);

-- Tokens are made for every call of a handler, so they have no foreign keys. Whoever looks one up joins its application and its user,
-- and the removal of an application removes its tokens.
create table access_token (
  hash           bytea primary key,
  portal_id      bigint not null,
  application_id bigint not null,
  user_id        bigint not null,
  expires_at     timestamptz not null
);
create index access_token_expiry on access_token (expires_at);

create table refresh_token (
  hash           bytea primary key,
  portal_id      bigint not null,
  application_id bigint not null,
  user_id        bigint not null,
  expires_at     timestamptz not null
);
create index refresh_token_expiry on refresh_token (expires_at);

create table application_activity (
  portal_id         bigint not null,
  application_id    bigint not null,
  code              text not null,
  -- rest_ + md5(client_id @ code): the type of the step in templates.
  type              text not null check (type ~ '^rest_[0-9a-f]{32}$'),
  is_robot          boolean not null,
  handler           text not null,
  auth_user_id      bigint,
  subscription      text not null default '' check (subscription in ('Y', 'N', '')),
  name              jsonb not null,
  description       jsonb not null default '""',
  properties        jsonb not null default '{}',
  return_properties jsonb not null default '{}',
  document_type     jsonb,
  filter            jsonb,
  use_placement     boolean not null default false,
  placement_handler text not null default '',
  created_at        timestamptz not null default now(),
  primary key (portal_id, type),
  unique (portal_id, application_id, code),
  foreign key (portal_id, application_id) references application on delete cascade
);
