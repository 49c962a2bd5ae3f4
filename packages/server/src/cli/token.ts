// kontor token issue: tokens without a browser, for tests of integrations.
import { Command } from "commander";
import { issueToken } from "../operations/issue-token.ts";
import { listApplications } from "../operations/list-applications.ts";
import { CommandError, type CommonOptions, portalOf, show, wholeNumber, withCommonOptions, withRuntime } from "./command.ts";

interface IssueOptions extends CommonOptions {
  readonly app: string;
  readonly user: number;
  readonly expiresIn: number;
}

export function tokenCommand(): Command {
  const command = new Command("token").description("tokens of applications");
  command.addCommand(
    withCommonOptions(new Command("issue"))
      .description("issue an access and a refresh token")
      .requiredOption("--app <app>", "client id, number or name of the application")
      .requiredOption("--user <id>", "in whose name", wholeNumber)
      .option("--expires-in <seconds>", "life of the access token; 0 or less: one that has expired", wholeNumber, 3600)
      .action(issue),
  );
  return command;
}

async function issue(options: IssueOptions): Promise<void> {
  await withRuntime(options, async ({ runtime }) => {
    const portalId = await portalOf(runtime, options);
    const applications = await listApplications(runtime, portalId);
    const found = applications.filter(({ id, clientId, name }) => [clientId, String(id), name].includes(options.app));
    const [application, second] = found;
    if (!application) throw new CommandError(`There is no application "${options.app}". See: kontor app list`);
    if (second) throw new CommandError(`Several applications are called "${options.app}"; name one by its client id.`);
    const tokens = await issueToken(runtime, {
      portalId,
      clientId: application.clientId,
      userId: options.user,
      accessSeconds: options.expiresIn,
    });
    show(options, { ...tokens, clientId: application.clientId, userId: options.user }, [
      `access_token   ${tokens.accessToken}`,
      `refresh_token  ${tokens.refreshToken}`,
      `expires        ${new Date(tokens.expires * 1000).toISOString()}`,
    ]);
  });
}
