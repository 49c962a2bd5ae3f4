-- What applications keep with the portal, for everybody and for each person, and where they show themselves.
-- Options are json, not jsonb: the order of keys is the application's, and a value comes back as it was sent.
create table application_option (
  portal_id      bigint not null,
  application_id bigint not null,
  options        json not null,
  primary key (portal_id, application_id),
  foreign key (portal_id, application_id) references application on delete cascade
);

create table user_option (
  portal_id      bigint not null,
  application_id bigint not null,
  user_id        bigint not null,
  options        json not null,
  primary key (portal_id, application_id, user_id),
  foreign key (portal_id, application_id) references application on delete cascade,
  foreign key (portal_id, user_id) references portal_user
);

create table placement (
  portal_id      bigint not null,
  application_id bigint not null,
  id             bigint generated always as identity,
  code           text not null,
  handler        text not null,
  -- Null: for everybody.
  user_id        bigint,
  title          text not null default '',
  description    text not null default '',
  group_name     text not null default '',
  -- { en: { TITLE, DESCRIPTION, GROUP_NAME } }
  languages      json not null,
  options        json not null,
  primary key (portal_id, application_id, id),
  foreign key (portal_id, application_id) references application on delete cascade,
  foreign key (portal_id, user_id) references portal_user
);
