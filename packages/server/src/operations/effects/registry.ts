// Every kind of effect, with what it writes. A new kind does not compile until it stands here.
import type { Effect } from "@kontor/engine/model";
import { callAddress, callHandler, cancelCall } from "./calls.ts";
import type { Draft, Performer, Surroundings } from "./change.ts";
import { startChild } from "./children.ts";
import { awaitDocument, exclude, forgetDocument, keepVersion, setRights, unlockDocument } from "./document-state.ts";
import { changeDocument, createDocument, deleteDocument, writeDocument } from "./documents.ts";
import { addDriveVersion, addToDrive, copyDriveFolder, fillForm, moveOnDrive, removeFromDrive } from "./drive.ts";
import { setGlobal } from "./globals.ts";
import { sendMail } from "./mail.ts";
import { log, notify } from "./messages.ts";
import { killSelf, terminateOthers } from "./others.ts";
import { addAbsence, awaitWorkday, forgetWorkday, remember } from "./people.ts";
import { changeRecord, closeRecord, createRecord } from "./records.ts";
import { closeTask, createTask, deleteTask, recordAnswer } from "./tasks.ts";
import { cancelTimer, setTimer } from "./timers.ts";

const performers: { readonly [K in Effect["kind"]]: Performer<K> } = {
  "create-task": createTask,
  "record-answer": recordAnswer,
  "close-task": closeTask,
  "delete-task": deleteTask,
  "set-timer": setTimer,
  "cancel-timer": cancelTimer,
  "call-handler": callHandler,
  "cancel-call": cancelCall,
  "write-document": writeDocument,
  "create-document": createDocument,
  "change-document": changeDocument,
  "delete-document": deleteDocument,
  "await-document": awaitDocument,
  "forget-document": forgetDocument,
  "unlock-document": unlockDocument,
  "keep-version": keepVersion,
  "set-rights": setRights,
  exclude,
  "start-child": startChild,
  "set-global": setGlobal,
  remember,
  "add-absence": addAbsence,
  "await-workday": awaitWorkday,
  "forget-workday": forgetWorkday,
  "create-record": createRecord,
  "change-record": changeRecord,
  "close-record": closeRecord,
  "add-to-drive": addToDrive,
  "copy-drive-folder": copyDriveFolder,
  "move-on-drive": moveOnDrive,
  "remove-from-drive": removeFromDrive,
  "add-drive-version": addDriveVersion,
  "fill-form": fillForm,
  "call-address": callAddress,
  "send-mail": sendMail,
  notify,
  log,
  "terminate-others": terminateOthers,
  "kill-self": killSelf,
};

export function perform<K extends Effect["kind"]>(draft: Draft, effect: Extract<Effect, { kind: K }>, around: Surroundings): void {
  const performer = performers[effect.kind as K] as Performer<K>;
  performer(draft, effect, around);
}
