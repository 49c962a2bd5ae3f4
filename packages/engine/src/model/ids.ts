// Branded identifiers. Only these parsers make them.

/** `66e81a641752f8.56521481`: 14 hexadecimal digits, a dot, 8 digits. */
export type WorkflowId = string & { readonly __is: "WorkflowId" };
/** The Name of an activity in its template, such as `A40364_79843_85254_57332`. */
export type ActivityName = string & { readonly __is: "ActivityName" };
export type UserId = number & { readonly __is: "UserId" };

/** Module, entity class and id (`["crm", "CCrmDocumentDeal", "DEAL_1"]`) or type (`… "DEAL"`). */
export type DocumentTriple = readonly [module: string, entity: string, id: string];

export function workflowId(text: string): WorkflowId {
  return text as WorkflowId;
}

export function activityName(text: string): ActivityName {
  return text as ActivityName;
}

export function userId(number: number): UserId {
  return number as UserId;
}
