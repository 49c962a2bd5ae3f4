-- Writes one move of a workflow: its new state and all the work that follows from it, or nothing at all.
-- One call, one round trip, one commit. Gives false when the workflow has moved on since it was read.
--
-- p: { portal, id, expected (0: a new one), status, now, startedBy, startedAt, template, hash, module, entity, documentType, documentId, storageType, documentNumber,
--      documentName, documentUrl, answers, closed, deleted, tasks, cancelled, jobs, document, notifications, log, doneJob }; lists only where they hold something
-- Plans are kept for the session: one made while the tables were small must not read them whole when they are not.
create function save_workflow(p jsonb, p_state jsonb) returns boolean language plpgsql set enable_seqscan = off as $$
declare
  v_portal   bigint := (p->>'portal')::bigint;
  v_id       text := p->>'id';
  v_now      timestamptz := (p->>'now')::timestamptz;
  v_expected int := (p->>'expected')::int;
  v_status   text := p->>'status';
  v_item     jsonb;
begin
  if v_expected = 0 then
    if v_status in ('running', 'held') then
      insert into workflow (portal_id, id, version, template_id, version_hash, module, entity, document_type, document_id, storage_type, document_number, status, state, started_by, started_at, modified_at)
      values (v_portal, v_id, 1, (p->>'template')::bigint, decode(p->>'hash', 'hex'), p->>'module', p->>'entity', p->>'documentType', p->>'documentId',
              p->>'storageType', (p->>'documentNumber')::bigint, v_status, p_state, (p->>'startedBy')::bigint, v_now, v_now);
    else
      insert into workflow_history (portal_id, id, template_id, version_hash, module, entity, document_type, document_id, status, state, started_by, started_at, ended_at)
      values (v_portal, v_id, (p->>'template')::bigint, decode(p->>'hash', 'hex'), p->>'module', p->>'entity', p->>'documentType', p->>'documentId',
              v_status, p_state, (p->>'startedBy')::bigint, v_now, v_now);
    end if;
  elsif v_status in ('running', 'held') then
    update workflow set version = version + 1, status = v_status, state = p_state, modified_at = v_now
    where portal_id = v_portal and id = v_id and version = v_expected;
    if not found then return false; end if;
  else
    with gone as (
      delete from workflow where portal_id = v_portal and id = v_id and version = v_expected returning *
    )
    insert into workflow_history (portal_id, id, template_id, version_hash, module, entity, document_type, document_id, status, state, started_by, started_at, ended_at)
    select portal_id, id, template_id, version_hash, module, entity, document_type, document_id, v_status, p_state, started_by, started_at, v_now from gone;
    if not found then return false; end if;
  end if;

  -- One row after another, by its key: a join with a list is planned for a hundred rows, and then reads every task there is.
  if p ? 'answers' then
    for v_item in select value from jsonb_array_elements(p->'answers') loop
      update task_user set status = (v_item->>'status')::smallint, answered_at = v_now
      where portal_id = v_portal and task_id = (v_item->>'task')::bigint and assignee_id = (v_item->>'assignee')::bigint and status = 0;
      if not p ? 'closed' then
        update task set modified_at = v_now where portal_id = v_portal and id = (v_item->>'task')::bigint;
      end if;
    end loop;
  end if;

  if p ? 'closed' then
    for v_item in select value from jsonb_array_elements(p->'closed') loop
      update task set status = (v_item->>'status')::smallint, modified_at = v_now
      where portal_id = v_portal and id = (v_item->>'task')::bigint;
      -- At a timeout whoever has not answered counts as "no"; after a decision they leave the task.
      if v_item->>'status' = '4' then
        update task_user set status = 2, answered_at = v_now
        where portal_id = v_portal and task_id = (v_item->>'task')::bigint and status = 0;
      else
        delete from task_user where portal_id = v_portal and task_id = (v_item->>'task')::bigint and status = 0;
      end if;
    end loop;
  end if;

  if p ? 'deleted' then
    for v_item in select value from jsonb_array_elements(p->'deleted') loop
      delete from task where portal_id = v_portal and id = v_item::bigint;
    end loop;
  end if;

  if p ? 'tasks' then
    for v_item in select value from jsonb_array_elements(p->'tasks') loop
      insert into task (portal_id, id, workflow_id, template_id, activity, type, name, description, parameters, delegation, is_inline,
                        module, entity, document_id, document_name, document_url, started_by, started_at, created_at, modified_at, overdue_at)
      values (v_portal, (v_item->>'id')::bigint, v_id, (p->>'template')::bigint, v_item->>'activity', v_item->>'type', v_item->>'name',
              v_item->>'description', v_item->'parameters', (v_item->>'delegation')::smallint, (v_item->>'inline')::boolean,
              p->>'module', p->>'entity', p->>'documentId', p->>'documentName', p->>'documentUrl', (p->>'startedBy')::bigint,
              (p->>'startedAt')::timestamptz, v_now, v_now, (v_item->>'overdueAt')::timestamptz);
      insert into task_user (portal_id, task_id, user_id, assignee_id)
      select v_portal, (v_item->>'id')::bigint, u.value::bigint, u.value::bigint from jsonb_array_elements_text(v_item->'users') u;
    end loop;
  end if;

  if p ? 'cancelled' then
    delete from job j using jsonb_to_recordset(p->'cancelled') c(kind text, activity text)
    where j.portal_id = v_portal and j.workflow_id = v_id and j.kind = c.kind and j.activity = c.activity;
  end if;

  if p ? 'jobs' then
    insert into job (portal_id, kind, workflow_id, activity, run_at, payload)
    select v_portal, j.kind, v_id, j.activity, coalesce(j."runAt", now()), j.payload
    from jsonb_to_recordset(p->'jobs') j(kind text, activity text, "runAt" timestamptz, payload jsonb);
  end if;

  if p ? 'document' then
    update document set fields = fields || (p->'document'), modified_at = v_now
    where portal_id = v_portal and type = p->>'storageType' and id = (p->>'documentNumber')::bigint;
  end if;

  if p ? 'notifications' then
    insert into notification (portal_id, user_id, from_id, text, workflow_id, created_at)
    select v_portal, u.value::bigint, n."from", n.text, v_id, v_now
    from jsonb_to_recordset(p->'notifications') n("from" bigint, "to" jsonb, text text), jsonb_array_elements_text(n."to") u;
  end if;

  if p ? 'log' then
    insert into workflow_log (portal_id, workflow_id, at, seq, type, activity, activity_type, title, text, user_id)
    select v_portal, v_id, v_now, l.seq, l.type, l.activity, l."activityType", l.title, l.text, l."user"
    from jsonb_to_recordset(p->'log') l(seq smallint, type smallint, activity text, "activityType" text, title text, text text, "user" bigint);
  end if;

  if p ? 'doneJob' then
    delete from job where portal_id = v_portal and id = (p->>'doneJob')::bigint;
  end if;
  return true;
end $$;

-- Several moves in one statement and one commit: what a node gathers under load. In the order of their ids, as everybody locks them.
create function save_workflows(p_changes jsonb[], p_states jsonb[]) returns boolean[] language plpgsql as $$
declare
  v_saved boolean[] := array_fill(false, array[cardinality(p_changes)]);
  v_at    int;
begin
  for v_at in select n from generate_subscripts(p_changes, 1) n order by p_changes[n]->>'portal', p_changes[n]->>'id' loop
    v_saved[v_at] := save_workflow(p_changes[v_at], p_states[v_at]);
  end loop;
  return v_saved;
end $$;
