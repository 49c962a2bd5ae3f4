-- Rights on documents begin to count. Those that stand were set while every document was open to everybody, and leave it so.
insert into access_right (portal_id, scope, subject, operation, holder, workflow_id)
select portal_id, scope, subject, 'all', 'group_ua', min(workflow_id) from access_right where scope = 'document'
group by portal_id, scope, subject;
