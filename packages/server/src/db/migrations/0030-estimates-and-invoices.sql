-- The program defines two more types, which portals add to as they do to the others.
alter table document_type drop constraint document_type_code_check;
alter table document_type add constraint document_type_code_check
  check (code ~ '^(iblock_[0-9]{1,15}|DYNAMIC_[0-9]{1,9}|DEAL|LEAD|CONTACT|COMPANY|QUOTE|SMART_INVOICE)$');
