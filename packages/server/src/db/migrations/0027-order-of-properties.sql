-- json, not jsonb: the order of properties is the application's, and that of a task's fields and their options the template's. People see
-- them in this order.
drop view workflow_facts;
drop view version_facts;

alter table application_activity alter column properties drop default, alter column return_properties drop default;
alter table application_activity alter column properties type json, alter column return_properties type json;
alter table application_activity alter column properties set default '{}', alter column return_properties set default '{}';

create view version_facts as
select v.portal_id, v.hash,
       case when v.application_types = '{}' then '[]'::json else (
         select coalesce(json_agg(json_build_object('type', a.type, 'code', a.code, 'name', a.name, 'properties', a.properties,
                                                    'returnProperties', a.return_properties, 'subscription', a.subscription,
                                                    'authUser', a.auth_user_id)), '[]')
         from application_activity a
         join application i on i.portal_id = a.portal_id and i.id = a.application_id and i.is_installed
         where a.portal_id = v.portal_id and a.type = any (v.application_types)
       ) end as activities
from template_version v;

create view workflow_facts as
select w.portal_id, w.id, w.storage_type as w_storage_type, w.document_number as w_document_number, w.version, w.template_id,
       encode(w.version_hash, 'hex') as hash, w.module, w.entity, w.document_type, w.document_id,
       w.status, w.state, w.started_by, w.started_at,
       coalesce(t.constant_values, '{}') as constant_values,
       p.time_zone, p.public_url, p.clock_offset_ms, p.directory_version,
       d.id as document_number, d.fields as document_fields, d.created_at as document_created_at, d.modified_at as document_modified_at,
       d.locked_by, d.definition, v.activities, coalesce(t.ends_on_fault, false) as ends_on_fault
from workflow w
join portal_facts p on p.portal_id = w.portal_id
join version_facts v on v.portal_id = w.portal_id and v.hash = w.version_hash
left join template t on t.portal_id = w.portal_id and t.id = w.template_id
left join document_facts d on d.portal_id = w.portal_id and d.type = w.storage_type and d.id = w.document_number;

alter table task alter column parameters type json;

-- A move is jsonb, which keeps no order of names: the parameters of its tasks come as text. ->> also reads what older nodes send.
do $$
declare
  v_before text := pg_get_functiondef('save_workflow(jsonb, jsonb)'::regprocedure);
  v_after  text := replace(v_before, 'v_item->''parameters''', '(v_item->>''parameters'')::json');
begin
  if v_after = v_before then raise exception 'save_workflow is not what it was'; end if;
  execute v_after;
end $$;
