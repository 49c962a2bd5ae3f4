-- A job may be due by the portal's clock: its payload then says when (portalTime, milliseconds since 1970 on that clock), and run_at
-- follows from it. By the clock of the moment in which the row is written: the clock may have been moved since the work was computed.
create function job_due_by_portal_clock() returns trigger language plpgsql as $$
begin
  select timestamptz 'epoch' + ((new.payload->>'portalTime')::float8 - p.clock_offset_ms) * interval '1 millisecond' into strict new.run_at
  from portal p where p.id = new.portal_id;
  return new;
end $$;

create trigger job_due_by_portal_clock before insert on job
for each row when (new.payload ? 'portalTime') execute function job_due_by_portal_clock();

-- Timers that were set before.
update job j set payload = j.payload || jsonb_build_object('portalTime', round(extract(epoch from j.run_at) * 1000) + p.clock_offset_ms)
from portal p where p.id = j.portal_id and j.kind = 'fire-timer' and j.attempt = 0;
