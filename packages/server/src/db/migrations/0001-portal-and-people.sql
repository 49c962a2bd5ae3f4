-- The portal, its people, and what a person signs in with.
create table portal (
  id                bigint generated always as identity primary key,
  member_id         text not null unique check (member_id ~ '^[0-9a-f]{32}$'),
  name              text not null,
  time_zone         text not null default 'UTC',
  -- Where clients reach the portal; a worker has no request to take it from. No slash at the end.
  public_url        text not null,
  -- Signs event tokens, derives application tokens. Never leaves the server.
  key               bytea not null check (length(key) = 32),
  -- The portal's clock = real time + offset. Only a test moves it.
  clock_offset_ms   bigint not null default 0,
  -- Raised by every change of people and departments, so that nodes may keep them in memory.
  directory_version bigint not null default 1,
  -- Handlers on private addresses (localhost included) may be called.
  private_handlers  boolean not null default false,
  created_at        timestamptz not null default now()
);

create table portal_user (
  portal_id     bigint not null references portal,
  id            bigint not null,
  login         text not null,
  email         text not null,
  name          text not null default '',
  last_name     text not null default '',
  work_position text not null default '',
  is_active     boolean not null default true,
  is_admin      boolean not null default false,
  created_at    timestamptz not null default now(),
  primary key (portal_id, id),
  unique (portal_id, login)
);

create table department (
  portal_id bigint not null references portal,
  id        bigint not null,
  name      text not null,
  parent_id bigint,
  head_id   bigint,
  primary key (portal_id, id),
  foreign key (portal_id, parent_id) references department,
  foreign key (portal_id, head_id) references portal_user
);

create table department_member (
  portal_id     bigint not null,
  department_id bigint not null,
  user_id       bigint not null,
  primary key (portal_id, department_id, user_id),
  foreign key (portal_id, department_id) references department,
  foreign key (portal_id, user_id) references portal_user
);

-- Secrets are long random values, so a plain SHA-256 is kept of them: nothing to guess, and nothing slow on the hot path.
create table webhook (
  portal_id   bigint not null,
  id          bigint generated always as identity,
  user_id     bigint not null,
  name        text not null default '',
  secret_hash bytea not null unique,
  scopes      text[] not null,
  created_at  timestamptz not null default now(),
  primary key (portal_id, id),
  foreign key (portal_id, user_id) references portal_user
);

create table sign_in_link (
  hash       bytea primary key,
  portal_id  bigint not null,
  user_id    bigint not null,
  expires_at timestamptz not null,
  foreign key (portal_id, user_id) references portal_user
);

create table session (
  hash       bytea primary key,
  portal_id  bigint not null,
  user_id    bigint not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (portal_id, user_id) references portal_user
);
