// Smart processes, which portals define themselves: ["crm", "Bitrix\Crm\Integration\BizProc\Document\Dynamic", "DYNAMIC_147"].
import { asText } from "@kontor/engine/model";
import { type CrmFamily, sourceFields, utmFields } from "./crm-type.ts";
import { baseCurrency } from "./currencies.ts";
import type { TypeDefinition } from "./definition.ts";
import { pipeline, stageOptions, stagePrefix } from "./stages.ts";
import { field } from "./type.ts";
import { typeNumber } from "./type-number.ts";

export const dynamicEntity = "Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic";

/** Stages that every pipeline of a smart process begins with. */
function dynamicStagesOf(code: string, category: number) {
  return pipeline(
    [
      ["NEW", "Start", "P"],
      ["PREPARATION", "Preparation", "P"],
      ["CLIENT", "With the client", "P"],
      ["SUCCESS", "Success", "S"],
      ["FAIL", "Failure", "F"],
    ],
    category,
    stagePrefix(code, category),
  );
}

const fields = {
  ID: field("ID", "int"),
  TITLE: field("Title", "string", { required: true }),
  XML_ID: field("External code", "string"),
  CREATED_TIME: field("Created on", "datetime"),
  UPDATED_TIME: field("Modified on", "datetime"),
  MOVED_TIME: field("Moved on", "datetime"),
  CREATED_BY: field("Created by", "user"),
  UPDATED_BY: field("Modified by", "user"),
  MOVED_BY: field("Moved by", "user"),
  ASSIGNED_BY_ID: field("Responsible person", "user"),
  LAST_ACTIVITY_BY: field("Last activity by", "user"),
  LAST_ACTIVITY_TIME: field("Last activity on", "datetime"),
  OPENED: field("Available to everyone", "bool"),
  CATEGORY_ID: field("Pipeline", "int"),
  STAGE_ID: field("Stage", "select"),
  STAGE_ID_PRINTABLE: field("Stage (text)", "string"),
  BEGINDATE: field("Start date", "date"),
  CLOSEDATE: field("End date", "date"),
  COMPANY_ID: field("Company", "int"),
  CONTACT_ID: field("Contact", "int"),
  CONTACT_IDS: field("Contacts", "int", { multiple: true }),
  MYCOMPANY_ID: field("One of our own companies", "int"),
  OBSERVERS: field("Observers", "user", { multiple: true }),
  OPPORTUNITY: field("Amount", "double"),
  IS_MANUAL_OPPORTUNITY: field("Amount is set by hand", "bool"),
  TAX_VALUE: field("Tax", "double"),
  CURRENCY_ID: field("Currency", "string"),
  ...sourceFields,
  ...utmFields,
};

export function dynamicFamily({ code, name, categories = [], stages = [] }: TypeDefinition): CrmFamily {
  const firstStages = (category: number) => dynamicStagesOf(code, category);
  return {
    entity: dynamicEntity,
    code,
    name,
    path: `/crm/type/${typeNumber(code)}/details/`,
    way: { stageField: "STAGE_ID", semanticsField: null, categoryField: "CATEGORY_ID", categories, stages, firstStages },
    names: {
      createdBy: "CREATED_BY",
      modifiedBy: "UPDATED_BY",
      movedBy: "MOVED_BY",
      createdAt: "CREATED_TIME",
      modifiedAt: "UPDATED_TIME",
    },
    links: ["CONTACT", "COMPANY"],
    fields: { ...fields, STAGE_ID: { ...fields.STAGE_ID, options: stageOptions(stages) } },
    readOnly: ["STAGE_ID_PRINTABLE"],
    nameOf: (stored, id) => asText(stored["TITLE"]) || `${name} #${id}`,
    defaults: ({ id, userId, today }) => ({
      TITLE: `${name} #${id}`,
      OPENED: "Y",
      BEGINDATE: today,
      CURRENCY_ID: baseCurrency,
      OPPORTUNITY: "0.00",
      TAX_VALUE: "0.00",
      ASSIGNED_BY_ID: String(userId),
      CREATED_BY: String(userId),
    }),
    derived: () => ({}),
  };
}
