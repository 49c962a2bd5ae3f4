-- What an operation reads of a portal, and of a workflow, before it computes: all of it in one statement.
create view portal_facts as
select p.id as portal_id, p.time_zone, p.public_url, p.clock_offset_ms, p.directory_version
from portal p;

create view document_facts as
select d.portal_id, d.type, d.id, d.fields, d.created_at, d.modified_at, t.name as list_name, t.fields as list_fields
from document d
left join document_type t on t.portal_id = d.portal_id and t.code = d.type;

create view version_facts as
select v.portal_id, v.hash,
       case when v.application_types = '{}' then '[]'::jsonb else (
         select coalesce(jsonb_agg(jsonb_build_object('type', a.type, 'code', a.code, 'name', a.name, 'properties', a.properties,
                                                      'returnProperties', a.return_properties, 'subscription', a.subscription,
                                                      'authUser', a.auth_user_id)), '[]')
         from application_activity a
         join application i on i.portal_id = a.portal_id and i.id = a.application_id and i.is_installed
         where a.portal_id = v.portal_id and a.type = any (v.application_types)
       ) end as activities
from template_version v;

create view workflow_facts as
select w.portal_id, w.id, w.storage_type as w_storage_type, w.document_number as w_document_number, w.version, w.template_id, encode(w.version_hash, 'hex') as hash, w.module, w.entity, w.document_type, w.document_id,
       w.status, w.state, w.started_by, w.started_at,
       coalesce(t.constant_values, '{}') as constant_values,
       p.time_zone, p.public_url, p.clock_offset_ms, p.directory_version,
       d.id as document_number, d.fields as document_fields, d.created_at as document_created_at, d.modified_at as document_modified_at,
       d.list_name, d.list_fields, v.activities
from workflow w
join portal_facts p on p.portal_id = w.portal_id
join version_facts v on v.portal_id = w.portal_id and v.hash = w.version_hash
left join template t on t.portal_id = w.portal_id and t.id = w.template_id
left join document_facts d on d.portal_id = w.portal_id and d.type = w.storage_type and d.id = w.document_number;
