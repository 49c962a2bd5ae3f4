-- What a portal's callers may take from the REST door. Null: no limit.
alter table portal
  -- A leaky bucket for each source address: so many calls leak out a second; with more than the second number in it, calls are refused.
  add column rest_leak_per_second   double precision check (rest_leak_per_second > 0),
  add column rest_block_above       integer check (rest_block_above > 0),
  -- Seconds that one method may work within ten minutes for one application or webhook.
  add column rest_operating_seconds double precision check (rest_operating_seconds > 0),
  -- REST is closed while a process works on so many calls.
  add column rest_running_calls     integer check (rest_running_calls > 0),
  add constraint portal_rest_rate_check check ((rest_leak_per_second is null) = (rest_block_above is null));
