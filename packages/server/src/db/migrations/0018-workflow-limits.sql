-- How far workflows of a portal may go before they are held: { loopIterations, steps, depth }. What is not named has the program's own limit.
alter table portal add column workflow_limits jsonb not null default '{}';
