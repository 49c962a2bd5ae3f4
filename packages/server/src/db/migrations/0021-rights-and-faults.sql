-- Rights on documents begin to count. Those that stand were set while every document was open to everybody, and leave it so.
insert into access_right (portal_id, scope, subject, operation, holder, workflow_id)
select portal_id, scope, subject, 'all', 'group_ua', min(workflow_id) from access_right where scope = 'document'
group by portal_id, scope, subject;

-- Whether a step that cannot go on ends its workflow; otherwise it is held as an incident.
alter table template add column ends_on_fault boolean not null default false;

create or replace view workflow_facts as
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
