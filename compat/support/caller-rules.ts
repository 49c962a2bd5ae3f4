// Who may call a method, written from the pages of the documentation and nothing else.

interface Rule {
  /** Any scope of the list will do; null: none is needed. */
  readonly scope: string | null;
  /** The code that callers without administrator rights get; false: anybody may call, as far as the door knows. */
  readonly administratorOnly: string | false;
  /** The code that a webhook gets, which is no application; false: it may call. */
  readonly applicationOnly: string | false;
}

const denied = "ACCESS_DENIED";

const anybody = (scope: string | null): Rule => ({ scope, administratorOnly: false, applicationOnly: false });
const administrators = (scope: string | null, code = denied): Rule => ({ scope, administratorOnly: code, applicationOnly: false });
const applications = (scope: string | null, code = denied): Rule => ({ scope, administratorOnly: false, applicationOnly: code });
const applicationsOfAdministrators = (scope: string | null, code = denied): Rule => ({
  ...{ scope, administratorOnly: denied, applicationOnly: code },
});

export const rules: Readonly<Record<string, Rule>> = {
  "access.name": anybody(null),
  "app.info": anybody(null),
  "app.option.get": applications(null),
  "app.option.set": applicationsOfAdministrators(null),
  batch: anybody(null),
  "bizproc.activity.add": applicationsOfAdministrators("bizproc"),
  "bizproc.activity.delete": applicationsOfAdministrators("bizproc"),
  "bizproc.activity.list": applicationsOfAdministrators("bizproc"),
  "bizproc.activity.log": applications("bizproc"),
  "bizproc.activity.update": applicationsOfAdministrators("bizproc"),
  "bizproc.event.send": applications("bizproc"),
  "bizproc.robot.add": applicationsOfAdministrators("bizproc"),
  "bizproc.robot.delete": applicationsOfAdministrators("bizproc"),
  "bizproc.robot.list": applicationsOfAdministrators("bizproc"),
  "bizproc.robot.update": applicationsOfAdministrators("bizproc"),
  "bizproc.task.complete": anybody("bizproc"),
  "bizproc.task.delegate": anybody("bizproc"),
  "bizproc.task.list": anybody("bizproc"),
  "bizproc.workflow.instances": administrators("bizproc"),
  "bizproc.workflow.kill": administrators("bizproc"),
  "bizproc.workflow.start": administrators("bizproc"),
  "bizproc.workflow.template.add": applicationsOfAdministrators("bizproc"),
  "bizproc.workflow.template.delete": applicationsOfAdministrators("bizproc"),
  "bizproc.workflow.template.list": administrators("bizproc"),
  "bizproc.workflow.template.update": applicationsOfAdministrators("bizproc"),
  "bizproc.workflow.terminate": administrators("bizproc"),
  "crm.automation.trigger": anybody("crm"),
  "crm.automation.trigger.add": applicationsOfAdministrators("crm"),
  "crm.automation.trigger.delete": applicationsOfAdministrators("crm"),
  "crm.automation.trigger.execute": applicationsOfAdministrators("crm"),
  "crm.automation.trigger.list": applicationsOfAdministrators("crm"),
  "crm.currency.base.get": anybody("crm"),
  "crm.currency.get": anybody("crm"),
  "crm.currency.list": anybody("crm"),
  "crm.deal.add": anybody("crm"),
  "crm.deal.delete": anybody("crm"),
  "crm.deal.get": anybody("crm"),
  "crm.deal.list": anybody("crm"),
  "crm.deal.update": anybody("crm"),
  "crm.lead.add": anybody("crm"),
  "crm.lead.delete": anybody("crm"),
  "crm.lead.get": anybody("crm"),
  "crm.lead.list": anybody("crm"),
  "crm.lead.update": anybody("crm"),
  "crm.status.list": anybody("crm"),
  "department.get": anybody("department"),
  "event.bind": applications(null, "WRONG_AUTH_TYPE"),
  "event.get": applications(null, "WRONG_AUTH_TYPE"),
  "event.test": applications(null, "WRONG_AUTH_TYPE"),
  "event.unbind": applications(null, "WRONG_AUTH_TYPE"),
  events: applications(null, "WRONG_AUTH_TYPE"),
  "feature.get": anybody(null),
  "lists.element.add": anybody("lists"),
  "lists.element.delete": anybody("lists"),
  "lists.element.get": anybody("lists"),
  "lists.element.update": anybody("lists"),
  "method.get": anybody(null),
  methods: anybody(null),
  "placement.bind": applicationsOfAdministrators("placement", "WRONG_AUTH_TYPE"),
  "placement.get": applicationsOfAdministrators("placement", "WRONG_AUTH_TYPE"),
  "placement.list": applications("placement", "WRONG_AUTH_TYPE"),
  "placement.unbind": applicationsOfAdministrators("placement", "WRONG_AUTH_TYPE"),
  profile: anybody(null),
  scope: anybody(null),
  "server.time": anybody(null),
  "user.access": anybody(null),
  "user.admin": anybody(null),
  "user.current": anybody("user"),
  "user.fields": anybody("user"),
  "user.get": anybody("user"),
  "user.option.get": applications(null),
  "user.option.set": applications(null),
  "user.search": anybody("user"),
};
