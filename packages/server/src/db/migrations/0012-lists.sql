-- The status of the task stands also beside each person's place in it, so that the list of a person's open tasks comes from one index,
-- in its order, and is counted there, however many tasks the person has done.
alter table task_user add column task_status smallint not null default 0;
update task_user u set task_status = k.status from task k where k.portal_id = u.portal_id and k.id = u.task_id and k.status <> 0;
drop index task_user_waiting;
create index task_user_person on task_user (portal_id, user_id, task_status, task_id);

-- As elsewhere: a plan that was made while the table was small must not read all of it when it is not.
create function copy_task_status() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  update task_user set task_status = new.status where portal_id = new.portal_id and task_id = new.id;
  return null;
end $$;
create trigger task_status after update of status on task for each row when (new.status <> old.status) execute function copy_task_status();
