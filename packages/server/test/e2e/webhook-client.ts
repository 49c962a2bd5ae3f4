// A program of an integration developer: the SDK's webhook client, as it is. Its test starts it with the address as only argument.
import { B24Hook } from "@bitrix24/b24jssdk";

const b24 = B24Hook.fromWebhookUrl(process.argv[2] ?? "");

async function result<T>(method: string, params: object = {}): Promise<T> {
  const answer = await b24.callMethod(method, params);
  return (answer.getData() as { readonly result: T }).result;
}

const profile = await result<{ readonly ID: string; readonly ADMIN: boolean }>("profile");
const deal = await result<number>("crm.deal.add", { fields: { TITLE: "Über HTTPS" } });
const batch = await b24.callBatch({
  first: ["crm.deal.get", { id: deal }],
  users: ["user.get", { FILTER: { ID: "$result[first][ASSIGNED_BY_ID]" } }],
});
const { first, users } = batch.getData() as {
  readonly first: { readonly TITLE: string };
  readonly users: readonly { readonly ID: string }[];
};
const refused = await b24.callMethod("crm.deal.forget", { id: deal }).then(
  () => null,
  (error: Error) => error.message,
);
process.stdout.write(JSON.stringify({ profile: profile.ID, isAdmin: profile.ADMIN, title: first.TITLE, users: users.length, refused }));
process.exit(0);
