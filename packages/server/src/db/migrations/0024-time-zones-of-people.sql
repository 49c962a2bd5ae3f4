-- The zone that a person's clock shows: an IANA name such as Asia/Tokyo. Null: the portal's.
alter table portal_user add column time_zone text;
