import { z } from "zod";
import { type ApplicationFacts, readApplication } from "../../operations/read-application.ts";
import { utcAtom } from "../encode.ts";
import { method, value } from "../method.ts";

const license = { LICENSE: "en_selfhosted", LICENSE_TYPE: "selfhosted", LICENSE_FAMILY: "selfhosted" };

/**
 * The portal's answer in capitals, the authorisation server's in small letters: clients ask both at `{server_endpoint}app.info`, and here
 * one server is both.
 */
function describe(facts: ApplicationFacts, userId: number): Readonly<Record<string, unknown>> {
  const { id, clientId, version, isInstalled, scope, memberId, publicUrl, hostname, expiresAt } = facts;
  const endpoint = `${publicUrl}/rest/`;
  return {
    ID: id,
    CODE: clientId,
    VERSION: version,
    STATUS: "L",
    INSTALLED: isInstalled,
    PAYMENT_EXPIRED: "N",
    DAYS: null,
    LANGUAGE_ID: "en",
    ...license,
    client_id: clientId,
    scope,
    expires: expiresAt === null ? null : utcAtom(expiresAt.getTime()),
    user_id: userId,
    install: {
      installed: isInstalled,
      version: String(version),
      status: "L",
      scope,
      domain: hostname,
      uri: publicUrl,
      client_endpoint: endpoint,
      member_id: memberId,
      member_type: "bitrix24",
    },
  };
}

export const appInfo = method({
  name: "app.info",
  scope: null,
  access: "any",
  context: "any",
  params: z.object({}),
  summary: "Tells an application about itself and its installation.",
  about: {},
  errors: {},
  docs: "api-reference/common/system/app-info.md",
  returns: "the application; for a webhook, its scopes and the licence",
  async call({ caller, services: { runtime } }) {
    // Live portals answer a webhook with this much, though the page says that they refuse it.
    if (caller.app === null) return value({ SCOPE: [...caller.scopes], LICENSE: license.LICENSE });
    const { portalId, userId, app } = caller;
    return value(describe(await readApplication(runtime, { portalId, applicationId: app.id, userId }), userId));
  },
});
