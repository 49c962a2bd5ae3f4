// Messages inside the portal: to one person, to a chat, to those who control; posts and entries of the feed.
import type { ActivityType, Step } from "../activity-type.ts";
import type { UserId } from "../model/ids.ts";
import { asMap } from "../model/value.ts";
import { headsAbove } from "./get-user.ts";
import { actorOf, changeRecord, createRecords, recordOf, userValues } from "./records.ts";
import { tellStrangers } from "./strangers.ts";

export const directMessage: ActivityType = {
  start(step) {
    const to = step.users("MessageUserTo");
    const text = messageOf(step);
    if (to.length === 0) step.log("error", "The message has no receiver: MessageUserTo names nobody who is active.");
    else if (text === "") step.log("error", "The message has no text, so it was not sent.");
    else {
      tellStrangers(step, "MessageUserTo");
      step.emit({ kind: "notify", from: step.users("MessageUserFrom")[0] ?? null, to, text });
    }
    step.close();
  },
};

/** The parts of a message in their order: a title stands above the text. */
function messageOf(step: Step): string {
  const parts = Object.entries(asMap(step.node.activity.properties["MessageFields"]));
  const isTitle = ([name]: (typeof parts)[number]): boolean => /title$/i.test(name);
  return [...parts.filter(isTitle), ...parts.filter((part) => !isTitle(part))]
    .map(([, raw]) => step.textIn(raw).trim())
    .filter((text) => text !== "")
    .join("\n");
}

export const createChat: ActivityType = {
  start(step) {
    const members = step.users("Members");
    if (members.length === 0) step.log("error", "The chat has no members: Members names nobody who is active.");
    else {
      tellStrangers(step, "Members");
      const title = step.text("ChatName") || step.title;
      const [id] = createRecords(step, [
        { kind: "chat", title, fields: { MEMBERS: userValues(members) }, createdBy: actorOf(step, "Owner") },
      ]);
      step.setResults({ ChatId: id ?? null });
    }
    step.close();
  },
};

export const addChatMembers: ActivityType = {
  start(step) {
    const chat = recordOf(step, "chat", step.property("ChatId"));
    const added = step.users("Members");
    if (chat && added.length === 0) step.log("error", "Nobody was added to the chat: Members names nobody who is active.");
    else if (chat) {
      const members = [...new Set([...step.usersIn(chat.known.fields["MEMBERS"] ?? null), ...added])];
      changeRecord(step, chat.id, chat.known, { fields: { MEMBERS: userValues(members) } });
    }
    step.close();
  },
};

export const chatMessage: ActivityType = {
  start(step) {
    const chat = recordOf(step, "chat", step.property("ChatId"));
    const text = messageOf(step);
    if (chat && text === "") step.log("error", "The message has no text, so it was not sent.");
    else if (chat) {
      const from = step.users("FromMember")[0] ?? null;
      createRecords(step, [{ kind: "message", title: text, fields: { TEXT: text }, parent: chat.id, createdBy: from }]);
      const to = step.usersIn(chat.known.fields["MEMBERS"] ?? null).filter((id) => id !== from);
      if (to.length > 0) step.emit({ kind: "notify", from, to, text: `${chat.known.title}: ${text}` });
    }
    step.close();
  },
};

export const post: ActivityType = {
  start(step) {
    const [owner, to] = [actorOf(step, "OwnerId"), step.users("UsersTo")];
    const [title, text] = [step.text("PostTitle"), step.text("PostMessage")];
    if (owner === null || (title === "" && text === "")) step.log("error", "Nothing was posted: a post has an author and a text.");
    else {
      const fields = { TEXT: text, TO: userValues(to), TAGS: step.property("Tags"), ATTACHMENTS: step.property("Attachment") };
      const [id] = createRecords(step, [{ kind: "post", title: title || text, fields, createdBy: owner }]);
      const url = `/company/personal/user/${owner}/blog/${id}/`;
      step.setResults({ PostId: id ?? null, PostUrl: url, PostUrlBb: `[url=${url}]${title || text.slice(0, 60)}[/url]` });
      const others = to.filter((user) => user !== owner);
      if (others.length > 0)
        step.emit({ kind: "notify", from: owner, to: others, text: [title, text].filter((part) => part !== "").join("\n") });
    }
    step.close();
  },
};

export const feedEntry: ActivityType = {
  start(step) {
    const fields = {
      TEXT: step.text("LogText"),
      ENTITY_TYPE: step.text("EntityType"),
      ENTITY_ID: step.text("EntityId"),
      EVENT: step.text("Event"),
    };
    createRecords(step, [{ kind: "feed", title: step.text("LogTitle") || step.title, fields, createdBy: step.workflow.startedBy }]);
    step.close();
  },
};

export const controlNotice: ActivityType = {
  start(step) {
    const responsible: UserId | null = step.usersIn("responsible")[0] ?? null;
    const heads = step.flag("ToHead", true) ? headsAbove(step, responsible ?? undefined, 1, { present: false, working: false }) : [];
    const to = [...new Set([...heads, ...step.users("ToUsers")])];
    const text = step.text("MessageText");
    if (to.length === 0)
      step.log("error", "Nobody was notified: there is no head above the responsible person, and ToUsers names nobody who is active.");
    else if (text.trim() === "") step.log("error", "The notification has no text, so it was not sent.");
    else step.emit({ kind: "notify", from: responsible, to, text });
    step.close();
  },
};

export const createGroup: ActivityType = {
  start(step) {
    const [owner, members] = [actorOf(step, "OwnerId"), step.users("Users")];
    const title = step.text("GroupName");
    if (title.trim() === "") step.log("error", "The work group was not created: it has no name.");
    else {
      const given = Object.entries(asMap(step.node.activity.properties["Fields"]));
      const fields = { ...Object.fromEntries(given.map(([name, raw]) => [name, step.evaluate(raw)])), MEMBERS: userValues(members) };
      const [id] = createRecords(step, [{ kind: "group", title, fields, responsible: owner, createdBy: owner }]);
      step.setResults({ GroupId: id ?? null });
    }
    step.close();
  },
};
