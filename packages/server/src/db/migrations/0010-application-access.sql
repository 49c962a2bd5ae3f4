-- Who may use an application: null for everybody, else these people. Administrators always may.
alter table application add column open_to bigint[];
