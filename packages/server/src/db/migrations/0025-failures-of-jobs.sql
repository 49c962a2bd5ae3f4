-- Tries that came back without success. An attempt that a dying server took with it is none: it says nothing about who was called.
alter table job add column failures int not null default 0;
update job set failures = greatest(attempt - 1, 0);

drop function postpone_jobs(bigint[], int[], float8[], int[]);
-- `untried` is taken off the attempts, `failed` is added to the failures: each 0 or 1.
create function postpone_jobs(ids bigint[], attempts int[], delays_ms float8[], untried int[], failed int[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  update job set run_at = now() + delays_ms[array_position(ids, id)] * interval '1 millisecond',
    attempt = attempt - untried[array_position(ids, id)], failures = failures + failed[array_position(ids, id)]
  where id = any(ids) and attempt = attempts[array_position(ids, id)];
end $$;
