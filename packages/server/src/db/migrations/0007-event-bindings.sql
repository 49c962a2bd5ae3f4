-- Which events applications want to be told of, and where.
create table event_binding (
  portal_id      bigint not null,
  id             bigint generated always as identity,
  application_id bigint not null,
  -- ONCRMDEALADD
  event          text not null,
  -- Empty: an offline binding, which nobody is called for.
  handler        text not null,
  -- In whose name the handler is called; null: in the name of whoever caused the event.
  auth_user_id   bigint,
  is_offline     boolean not null,
  -- Names the source of offline events, so that an application can leave out its own changes.
  auth_connector text not null,
  -- json, not jsonb: they are the application's, and stay as they were sent.
  options        json not null,
  created_by     bigint not null,
  created_at     timestamptz not null default now(),
  primary key (portal_id, id),
  foreign key (portal_id, application_id) references application on delete cascade,
  foreign key (portal_id, auth_user_id) references portal_user,
  foreign key (portal_id, created_by) references portal_user
);
-- An address is longer than an index entry may be.
create unique index event_binding_online on event_binding (portal_id, application_id, event, md5(handler), coalesce(auth_user_id, 0)) where not is_offline;
create unique index event_binding_offline on event_binding (portal_id, application_id, event, md5(auth_connector)) where is_offline;
create index event_binding_raised on event_binding (portal_id, event) where not is_offline;

-- Tells the installed applications that are bound to an event: one job for each binding, none where nobody is bound.
-- Called within the statement that makes the change, so that a change costs no round trip more. Gives the addresses that will be called.
--
-- p_data: pairs of name and value, since jsonb keeps no order of names
-- p_user: who caused it, or null      p_application: only this one, or null: all
create function raise_event(p_portal bigint, p_event text, p_data jsonb, p_user bigint, p_application bigint) returns text[]
language plpgsql set enable_seqscan = off as $$
declare
  v_handlers text[];
begin
  with told as (
    insert into job (portal_id, kind, payload)
    select b.portal_id, 'deliver-event',
           jsonb_build_object('applicationId', b.application_id, 'clientId', a.client_id, 'applicationName', a.name, 'handler', b.handler,
                              'event', b.event, 'eventHandlerId', b.id, 'data', p_data, 'userId', coalesce(b.auth_user_id, p_user))
    from event_binding b
    join application a on a.portal_id = b.portal_id and a.id = b.application_id and a.is_installed
    where b.portal_id = p_portal and b.event = p_event and not b.is_offline and (p_application is null or b.application_id = p_application)
    order by b.id
    returning payload->>'handler' as handler
  )
  select coalesce(array_agg(handler), '{}') into v_handlers from told;
  return v_handlers;
end $$;

-- A move of a workflow as save_workflow writes it, and the events that it causes: p may hold events, a list of { name, data }.
create function save_move(p jsonb, p_state jsonb) returns boolean language plpgsql as $$
begin
  if not save_workflow(p, p_state) then return false; end if;
  if p ? 'events' then
    -- A workflow changes documents in nobody's name.
    perform raise_event((p->>'portal')::bigint, e.name, e.data, null, null)
    from jsonb_to_recordset(p->'events') e(name text, data jsonb);
  end if;
  return true;
end $$;

create function save_moves(p_changes jsonb[], p_states jsonb[]) returns boolean[] language plpgsql as $$
declare
  v_saved boolean[] := array_fill(false, array[cardinality(p_changes)]);
  v_at    int;
begin
  -- In the order of their ids, as everybody locks them.
  for v_at in select n from generate_subscripts(p_changes, 1) n order by p_changes[n]->>'portal', p_changes[n]->>'id' loop
    v_saved[v_at] := save_move(p_changes[v_at], p_states[v_at]);
  end loop;
  return v_saved;
end $$;

drop function save_workflows(jsonb[], jsonb[]);
