// Made from contracts/openapi.json by `make api-types`. Change the API, not this file.
export interface paths {
  "/api/accounts/": {
    /** @description List accounts by username, at most 200; `search` narrows them. */
    get: operations["account_list"];
    /** @description Invite a person: an account without a password, and a link to choose one. */
    post: operations["account_create"];
  };
  "/api/accounts/{account_id}/": {
    /** @description Change a name, an address or a role, or switch an account off or on. */
    patch: operations["account_update"];
  };
  "/api/accounts/{account_id}/invitation/": {
    /** @description Make a new link with which the person chooses a password. */
    post: operations["account_invite"];
  };
  "/api/agents/": {
    /** @description List the accounts that may own tickets, by their display names. */
    get: operations["agent_list"];
  };
  "/api/appearance/": {
    /** @description Change name, colour or mark. A page shows them when it is loaded the next time. */
    patch: operations["appearance_update"];
  };
  "/api/appearance/mark/{digest}/": {
    /** @description Read the mark; its address changes with the image, so that browsers keep it. */
    get: operations["appearance_mark_get"];
  };
  "/api/health/": {
    /** @description An open breaker is no ill health: tickets are taken, only suggestions fall back. */
    get: operations["health_retrieve"];
  };
  "/api/macros/": {
    /** @description Prepared answers, in the order of their titles. */
    get: operations["macro_list"];
    /** @description Prepared answers, in the order of their titles. */
    post: operations["macro_create"];
  };
  "/api/macros/{macro_id}/": {
    /** @description Prepared answers, in the order of their titles. */
    get: operations["macro_get"];
    /** @description Prepared answers, in the order of their titles. */
    delete: operations["macro_delete"];
    /** @description Prepared answers, in the order of their titles. */
    patch: operations["macro_update"];
  };
  "/api/request/": {
    /** @description Read the ticket, its changes, oldest first, and the newest messages. */
    get: operations["request_get"];
  };
  "/api/request/messages/": {
    /** @description Read the newest messages, oldest of them first, or those before or after a message. */
    get: operations["request_message_list"];
    /** @description Answer the agents. A ticket that was resolved or closed is open again afterwards. */
    post: operations["request_message_create"];
  };
  "/api/request/similar/": {
    /** @description List unfinished tickets of the private links that are like the text. */
    post: operations["request_similar"];
  };
  "/api/session/": {
    /** @description Tell who the caller is and what they may do; sets the cookie with the CSRF token. */
    get: operations["session_get"];
    /** @description Sign in; takes the CSRF token, so that no other page signs people in as somebody else. */
    post: operations["session_create"];
    /** @description Sign out; succeeds without a session too. */
    delete: operations["session_delete"];
  };
  "/api/session/invitation/": {
    /** @description Choose the password of an invited account, and sign in. */
    post: operations["invitation_accept"];
  };
  "/api/session/password/": {
    /** @description Change it; every other session of the account ends, and this one gets a new key. */
    post: operations["password_change"];
  };
  "/api/session/set-up/": {
    /** @description Tell whether the installation has no account yet; the sign-in page asks. */
    get: operations["set_up_get"];
    /** @description Make the first admin with the code from the log, and sign in. */
    post: operations["set_up"];
  };
  "/api/tickets/": {
    /** @description List tickets, filtered, searched and sorted. */
    get: operations["ticket_list"];
    /** @description Create a ticket. */
    post: operations["ticket_create"];
  };
  "/api/tickets/{ticket_id}/": {
    /** @description Read a ticket; 304 when the caller has it as it is. */
    get: operations["ticket_get"];
    /**
     * @description Change some fields of a ticket, if asked only in the state that the caller saw.
     *
     * `requester`, `assignee` and `duplicate_of` take the role agent or admin in every portal.
     */
    patch: operations["ticket_update"];
  };
  "/api/tickets/{ticket_id}/history/": {
    /** @description List what was changed in a ticket, oldest first; its creation is no change. */
    get: operations["ticket_history"];
  };
  "/api/tickets/{ticket_id}/links/": {
    /** @description Make a link; those that were made before and not revoked stay valid. */
    post: operations["ticket_link_create"];
    /** @description Revoke every link that was made until now. */
    delete: operations["ticket_links_revoke"];
  };
  "/api/tickets/{ticket_id}/messages/": {
    /** @description Read the newest messages, oldest of them first, or those before or after a message. */
    get: operations["message_list"];
    /** @description Send a reply to the requester, or write a note for the team. */
    post: operations["message_create"];
  };
  "/api/tickets/{ticket_id}/similar/": {
    /** @description List tickets whose texts are alike, without those that an agent found different. */
    get: operations["ticket_similar"];
  };
  "/api/tickets/{ticket_id}/similar/{other_id}/": {
    /** @description Mark the ticket as a duplicate of the other one, or store that they are different. */
    post: operations["ticket_similar_judge"];
    /** @description Take the verdict back; `duplicate_of` is cleared with PATCH of the ticket. */
    delete: operations["ticket_similar_withdraw"];
  };
  "/api/tickets/{ticket_id}/suggestion/": {
    /**
     * @description Suggest a higher priority for a ticket whose requester has written again.
     *
     * Nothing is applied. The classifier is asked once for each message of the requester, and the
     * answer takes as long as a suggestion for a new ticket.
     */
    get: operations["ticket_suggestion"];
  };
  "/api/tickets/bulk/": {
    /** @description Change many tickets, each in a separate transaction; the answer has each outcome. */
    post: operations["ticket_bulk_update"];
  };
  "/api/tickets/classify/": {
    /** @description Suggest a category and a priority. */
    post: operations["ticket_classify"];
  };
  "/api/tickets/counts/": {
    /** @description Count the tickets of the portal's views, exactly up to 999. */
    get: operations["ticket_counts"];
  };
  "/api/tickets/export.csv": {
    /**
     * @description Export a list in its order, with persons for callers with a role. Times are in UTC.
     *
     * A text that a spreadsheet would take for a formula has an apostrophe in front.
     */
    get: operations["ticket_export"];
  };
  "/api/tickets/stats/": {
    /** @description Count all tickets: total, open, a day, by priority and by category. */
    get: operations["ticket_stats"];
  };
  "/api/tickets/stats/daily/": {
    /** @description Count the tickets of each of the last days, today last. Days are those of `tz` or UTC. */
    get: operations["ticket_stats_daily"];
  };
  "/api/tickets/stats/similar/": {
    /** @description Count the verdicts of the last days by the model that found the pairs alike. */
    get: operations["ticket_stats_similar"];
  };
  "/api/tickets/stats/suggestions/": {
    /** @description Count what was suggested, accepted, overridden and corrected later. */
    get: operations["ticket_stats_suggestions"];
  };
  "/api/tickets/stats/suggestions/wrong/": {
    /** @description List the newest suggestions that were sure (0.8 and above) and wrong. */
    get: operations["ticket_stats_suggestions_wrong"];
  };
  "/api/tickets/stats/times/": {
    /** @description Times to first reply and to resolution of some days, and the backlog of now. */
    get: operations["ticket_stats_times"];
  };
  "/api/tokens/": {
    /** @description List the tokens, newest first, also revoked ones. */
    get: operations["token_list"];
    /** @description Create a token for an active account; only this answer has its secret. */
    post: operations["token_create"];
  };
  "/api/tokens/{token_id}/": {
    /** @description Revoke a token at once; does nothing for a revoked one. */
    delete: operations["token_revoke"];
  };
  "/api/views/": {
    /** @description List the caller's views and the shared ones of others, by name. */
    get: operations["view_list"];
    /** @description Save a view. */
    post: operations["view_create"];
  };
  "/api/views/{view_id}/": {
    /** @description Read a view; 304 when the caller has it as it is. */
    get: operations["view_get"];
    /** @description Delete a view of the caller, or a shared one as an admin. */
    delete: operations["view_delete"];
    /** @description Change a view of the caller, or a shared one as an admin. */
    patch: operations["view_update"];
  };
}

export type webhooks = Record<string, never>;

export interface components {
  schemas: {
    /**
     * @description * `open` - open
     * * `agents` - agents
     * @enum {string}
     */
    AccessEnum: "open" | "agents";
    /** @description Who has signed in. */
    AccountOutput: {
      id: number;
      username: string;
      /** @description The full name, or the username where there is none. */
      name: string;
      /**
       * @description Null for an account that may do nothing yet.
       *
       * * `viewer` - viewer
       * * `agent` - agent
       * * `admin` - admin
       */
      role: components["schemas"]["RoleEnum"] | components["schemas"]["NullEnum"] | null;
      /** @description False for somebody whose password a sign-in provider keeps. */
      has_password: boolean;
    };
    /**
     * @description * `under_1_day` - under_1_day
     * * `1_to_3_days` - 1_to_3_days
     * * `3_to_7_days` - 3_to_7_days
     * * `over_7_days` - over_7_days
     * @enum {string}
     */
    AgeEnum: "under_1_day" | "1_to_3_days" | "3_to_7_days" | "over_7_days";
    /** @description Answers of the classify endpoint, also while a person was still typing. */
    AnswersOutput: {
      shown: number;
      /** @description Whatever provider or model was asked for. */
      fell_back: number;
      causes: components["schemas"]["CauseOutput"][];
      /** @description Of the answers with a suggestion, to within a tenth. */
      median_ms: number | null;
    };
    /** @description What the portal is called, its colour and its mark. */
    AppearanceOutput: {
      /** @description At the top of each page and in its title. */
      name: string;
      /** @description `#rrggbb`, or null for the portal's own colour. The portal takes its hue, in a lightness that can be read in light and in dark. */
      accent: string | null;
      /** @description The address of the image, or null for the portal's own mark. */
      mark: string | null;
    };
    /** @description The agent who owns the ticket, by the display name. */
    AssigneeOutput: {
      id: number;
      name: string;
    };
    /** @description Who wrote a message; the name is the one at that time and may be empty. */
    AuthorOutput: {
      name: string;
      role: components["schemas"]["AuthorOutputRoleEnum"];
    };
    /**
     * @description * `agent` - agent
     * * `requester` - requester
     * @enum {string}
     */
    AuthorOutputRoleEnum: "agent" | "requester";
    /** @description Unfinished tickets of an age, by priority. */
    BacklogOutput: {
      age: components["schemas"]["AgeEnum"];
      /**
       * Format: date-time
       * @description As the list's filter takes it.
       */
      created_after: string | null;
      /** Format: date-time */
      created_before: string | null;
      low: number;
      medium: number;
      high: number;
      critical: number;
    };
    /** @description The envelope of an error, as PATCH answers with it. */
    BulkErrorOutput: {
      error: string;
      details: {
        [key: string]: string[];
      };
    };
    /** @description What became of each ticket, in the order of the items. */
    BulkOutput: {
      results: components["schemas"]["BulkResultOutput"][];
    };
    /** @description What became of one ticket of many. */
    BulkResultOutput: {
      id: number;
      status: components["schemas"]["BulkResultOutputStatusEnum"];
      /** @description With status 200. */
      ticket?: components["schemas"]["TicketOutput"];
      /** @description With any other status. */
      error?: components["schemas"]["BulkErrorOutput"];
    };
    /**
     * @description * `200` - 200
     * * `400` - 400
     * * `404` - 404
     * * `412` - 412
     * @enum {integer}
     */
    BulkResultOutputStatusEnum: 200 | 400 | 404 | 412;
    /** @description Tickets by category. */
    CategoryBreakdownOutput: {
      billing: number;
      technical: number;
      account: number;
      general: number;
    };
    /**
     * @description * `billing` - Billing
     * * `technical` - Technical
     * * `account` - Account
     * * `general` - General
     * @enum {string}
     */
    CategoryEnum: "billing" | "technical" | "account" | "general";
    /** @description Why the classify endpoint fell back, and how often. */
    CauseOutput: {
      cause: string;
      count: number;
    };
    /** @description The body: the description as the person has written it so far. */
    ClassifyInputRequest: {
      description: string;
    };
    /** @description Two keys and `suggestion`, or on a failure of any kind two keys and `warning`. */
    ClassifyOutput: {
      suggested_category: components["schemas"]["CategoryEnum"];
      suggested_priority: components["schemas"]["PriorityEnum"];
      suggestion?: components["schemas"]["SuggestionOutput"];
      warning?: string;
    };
    /** @description `newer_messages` or `key_reused`. */
    ConflictOutput: {
      error: string;
      /** @description Where programs tell errors of one status apart. */
      code?: string;
      details: {
        [key: string]: string[];
      };
      /** @description With `newer_messages`: what the writer did not see. */
      newer?: components["schemas"]["MessageOutput"][];
    };
    /** @description What was suggested, and what the tickets say now. */
    ConfusionOutput: {
      suggested: string;
      final: string;
      count: number;
    };
    /** @description How many tickets a view has. */
    CountOutput: {
      count: number;
      /** @description Whether there are more than `count`. */
      capped: boolean;
    };
    /** @description How many tickets the portal's views have; null what takes a role to see. */
    CountsOutput: {
      /** @description Unfinished ones without an assignee. */
      unassigned: components["schemas"]["CountOutput"] | null;
      waiting: components["schemas"]["CountOutput"];
      unfinished: components["schemas"]["CountOutput"];
      /** @description The caller's unfinished ones. */
      mine: components["schemas"]["CountOutput"] | null;
    };
    /** @description How many tickets one day (UTC) brought. */
    DayOutput: {
      /** Format: date */
      date: string;
      created: number;
    };
    /** @description The envelope of every error. */
    ErrorOutput: {
      error: string;
      /** @description Where programs tell errors of one status apart. */
      code?: string;
      details: {
        [key: string]: string[];
      };
    };
    /** @description How many suggestions for one field were accepted or corrected. */
    FieldSuggestionsOutput: {
      /** @description Sent as suggested. */
      accepted: number;
      /** @description Sent otherwise. */
      overridden: number;
      /** @description Changed after sending, however sent. */
      corrected: number;
      accepted_then_corrected: number;
      /** Format: double */
      acceptance_rate: number | null;
      /** Format: double */
      mean_hours_to_correction: number | null;
      confusion: components["schemas"]["ConfusionOutput"][];
    };
    /** @description One group; it has the field with the name of `group`. */
    GroupOutput: {
      /** @description From the creation of a ticket to its first reply. */
      first_reply: components["schemas"]["TimesOutput"];
      /** @description From its creation until it was last resolved. */
      resolution: components["schemas"]["TimesOutput"];
      /** Format: date */
      day?: string;
      category?: components["schemas"]["CategoryEnum"];
      priority?: components["schemas"]["PriorityEnum"];
      /** @description Null for tickets without one. */
      assignee?: components["schemas"]["AssigneeOutput"] | null;
      /** @description By day. */
      created?: number;
      /** @description By assignee: the workload of now. */
      unfinished?: components["schemas"]["CountOutput"];
    };
    /** @description Up to 50 changes, oldest first, and the address of those that follow. */
    HistoryOutput: {
      /** Format: uri */
      next: string | null;
      results: components["schemas"]["TicketChangeOutput"][];
    };
    /** @description A link to hand to the person; it is shown in this answer alone. */
    InvitationOutput: {
      person: components["schemas"]["PersonOutput"];
      /** @description The fragment of `/join#…`. */
      invitation: string;
      /** Format: date-time */
      expires_at: string;
    };
    /** @description An invitation and the password that its person chooses. */
    JoinInputRequest: {
      invitation: string;
      password: string;
    };
    /** @description A more urgent priority than the ticket's. */
    LaterPriorityOutput: {
      priority: components["schemas"]["PriorityEnum"];
      /** Format: double */
      confidence: number | null;
      /** @description One sentence; may be empty. */
      reason: string;
    };
    /** @description Null unless the messages since the last reply make the ticket look more urgent. */
    LaterSuggestionOutput: {
      suggestion: components["schemas"]["LaterPriorityOutput"] | null;
    };
    /** @description A prepared answer. */
    Macro: {
      id: number;
      title: string;
      body: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    /** @description A prepared answer. */
    MacroRequest: {
      title: string;
      body: string;
    };
    /**
     * @description * `reply` - Reply
     * * `note` - Note
     * * `request` - Request
     * @enum {string}
     */
    MessageKindEnum: "reply" | "note" | "request";
    /** @description A message. `id` is its number within the ticket; to a link, among the public ones. */
    MessageOutput: {
      id: number;
      kind: components["schemas"]["MessageKindEnum"];
      author: components["schemas"]["AuthorOutput"];
      body: string;
      /** Format: date-time */
      created_at: string;
      /** @description Empty in this version. */
      attachments: unknown[];
    };
    /** @description Messages, oldest first, and the address of those before them. */
    MessagesOutput: {
      /** Format: uri */
      older: string | null;
      results: components["schemas"]["MessageOutput"][];
    };
    /** @description What agents said of the pairs of one model. */
    ModelPrecisionOutput: {
      model: string;
      /** @description Pairs with a verdict. */
      judged: number;
      /** @description Those that are the same. */
      duplicates: number;
      /**
       * Format: double
       * @description `duplicates` of `judged`, 0 to 1.
       */
      precision: number;
    };
    /** @description One provider, model and prompt version; the last used comes first. */
    ModelSuggestionsOutput: {
      provider: string;
      model: string;
      prompt_version: string;
      /** Format: date */
      last_day: string;
      suggested: number;
      category_accepted: number;
      category_right: number;
      priority_accepted: number;
      priority_right: number;
    };
    /** @description The body of POST for an account; fields beyond these are ignored. */
    NewMessageInputRequest: {
      kind: components["schemas"]["WrittenKindEnum"];
      body: string;
      /** @description The id of the last message that the writer saw, 0 for none. If somebody else has written since, the answer is 409 and nothing is stored. */
      seen?: number;
      /**
       * @description The ticket's status afterwards.
       *
       * * `open` - Open
       * * `in_progress` - In Progress
       * * `resolved` - Resolved
       * * `closed` - Closed
       */
      status?: components["schemas"]["StatusEnum"];
      /** @description Send the reply to every duplicate of the ticket too. */
      to_duplicates?: boolean;
    };
    /** @description A person to invite. */
    NewPersonInputRequest: {
      username: string;
      name: string;
      email?: string;
      /** @default agent */
      role?: components["schemas"]["RoleEnum"];
    };
    /** @description The body of POST with a private link; fields beyond it are ignored. */
    NewRequestInputRequest: {
      body: string;
    };
    /** @description The body of POST, for the description alone: a token is never a reason to refuse a ticket. */
    NewTicketInputRequest: {
      title: string;
      description: string;
      category: components["schemas"]["CategoryEnum"];
      priority: components["schemas"]["PriorityEnum"];
      status?: components["schemas"]["StatusEnum"];
      /** @description Who has the problem; both are optional. */
      requester?: components["schemas"]["PersonInputRequest"] | null;
      /** @description The token of the suggestion that the person was shown, a string; anything else is ignored. */
      suggestion_token?: unknown;
    };
    /** @description A ticket as its sender gets it, this once with the way back to it. */
    NewTicketOutput: {
      id: number;
      title: string;
      description: string;
      category: components["schemas"]["CategoryEnum"];
      priority: components["schemas"]["PriorityEnum"];
      status: components["schemas"]["StatusEnum"];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      requester: components["schemas"]["RequesterOutput"] | null;
      assignee: components["schemas"]["AssigneeOutput"] | null;
      /**
       * Format: date-time
       * @description Since when the requester has waited for an answer.
       */
      waiting_since: string | null;
      /** @description The id of the ticket that reports the same problem. */
      duplicate_of: number | null;
      /** @description Where the portal shows this ticket, and nothing else, to anyone with the link. */
      private_link: string;
    };
    /** @description A token to create. */
    NewTokenInputRequest: {
      name: string;
      account: number;
      scopes: components["schemas"]["ScopesEnum"][];
      /**
       * @description The token's public id, 12 hexadecimal digits, if the caller chooses it. A repeated request with it creates no second token.
       * @default
       */
      id?: string;
      days?: number | null;
    };
    /** @description A token and its text, which is shown in this answer alone. */
    NewTokenOutput: {
      token: components["schemas"]["TokenOutput"];
      /** @description `tkt_<id>_<secret>`, for `Authorization: Bearer`. */
      secret: string;
    };
    /** @enum {unknown} */
    NullEnum: "";
    /** @description A ticket that is being written, and the links of the writer's own tickets. */
    OwnSimilarInputRequest: {
      /** @default */
      title?: string;
      description: string;
      links: string[];
    };
    /** @description Up to 3 of the caller's own tickets, the most alike first. */
    OwnSimilarOutput: {
      results: components["schemas"]["OwnSimilarTicketOutput"][];
    };
    /** @description An unfinished ticket of one of the links. */
    OwnSimilarTicketOutput: {
      id: number;
      title: string;
      status: components["schemas"]["StatusEnum"];
      /** Format: date-time */
      created_at: string;
      /**
       * Format: double
       * @description 0 to 1.
       */
      similarity: number;
    };
    /** @description The current password and the new one. */
    PasswordInputRequest: {
      current: string;
      new: string;
    };
    /** @description Changes of the appearance; fields beyond these are ignored. */
    PatchedAppearanceInputRequest: {
      name?: string;
      /** @description Null for the portal's own colour. */
      accent?: string | null;
      /** @description Send a PNG image of at most 32 KiB and 256 pixels on each side as data:image/png;base64,…, or null for the portal's own mark. */
      mark?: string | null;
    };
    /** @description A prepared answer. */
    PatchedMacroRequest: {
      title?: string;
      body?: string;
    };
    /** @description Changes of an account. */
    PatchedPersonInputRequest: {
      name?: string;
      email?: string;
      role?: components["schemas"]["RoleEnum"];
      active?: boolean;
    };
    /** @description The body of POST and, partially, of PATCH; fields beyond these are ignored. */
    PatchedSavedViewInputRequest: {
      name?: string;
      /** @description Parameters of GET /api/tickets/, without `cursor` and `limit`. */
      query?: string;
      /** @description Whether everybody with a role sees the view. */
      shared?: boolean;
    };
    /** @description The body of PATCH; fields beyond these are ignored. */
    PatchedTicketChangesInputRequest: {
      title?: string;
      description?: string;
      category?: components["schemas"]["CategoryEnum"];
      priority?: components["schemas"]["PriorityEnum"];
      status?: components["schemas"]["StatusEnum"];
      /** @description The corrected name and address of the requester; null for none. */
      requester?: components["schemas"]["PersonInputRequest"] | null;
      /** @description The id of an active agent or admin, `me`, or null. */
      assignee?: number | "me" | null;
      /** @description The id of the original, which closes the ticket, or null. */
      duplicate_of?: number | null;
    };
    /** @description The accounts that a search finds. */
    PeopleOutput: {
      results: components["schemas"]["PersonOutput"][];
      /** @description Whether more accounts match. Narrow the search. */
      more: boolean;
    };
    /** @description A requester, as people send their own name and address. */
    PersonInputRequest: {
      name?: string | null;
      email?: string | null;
    };
    /** @description An account as admins see it. */
    PersonOutput: {
      id: number;
      username: string;
      /** @description The full name; empty where there is none. */
      name: string;
      /** @description Empty where there is none. */
      email: string;
      role: components["schemas"]["RoleEnum"] | components["schemas"]["NullEnum"] | null;
      active: boolean;
      /**
       * @description How the person signs in; `invited`: not yet; `off`: not at all.
       *
       * * `invited` - invited
       * * `password` - password
       * * `provider` - provider
       * * `off` - off
       */
      state: components["schemas"]["StateEnum"];
      /** @description False for a superuser, and for the caller's own role and state. */
      changeable: boolean;
      /** Format: date-time */
      last_login: string | null;
    };
    /** @description Tickets by priority. */
    PriorityBreakdownOutput: {
      low: number;
      medium: number;
      high: number;
      critical: number;
    };
    /**
     * @description * `low` - Low
     * * `medium` - Medium
     * * `high` - High
     * * `critical` - Critical
     * @enum {string}
     */
    PriorityEnum: "low" | "medium" | "high" | "critical";
    /** @description Where the requester sees the ticket, below the portal's address. */
    PrivateLinkOutput: {
      private_link: string;
    };
    /** @description A sign-in provider (OpenID Connect). */
    ProviderOutput: {
      name: string;
      /** @description Where the browser goes; `?next=` may name a path of this portal to come back to. */
      url: string;
    };
    /** @description How often suggestions of a confidence are what the tickets say now. */
    ReliabilityOutput: {
      /** Format: double */
      from: number;
      /** Format: double */
      to: number;
      suggested: number;
      /** Format: double */
      mean_confidence: number | null;
      category_right: number;
      priority_right: number;
    };
    /** @description A later change; its author is not disclosed to the requester. */
    RequestChangeOutput: {
      /** Format: date-time */
      at: string;
      field: components["schemas"]["RequestChangeOutputFieldEnum"];
      to: string;
      from: string;
    };
    /**
     * @description * `status` - status
     * * `category` - category
     * * `priority` - priority
     * @enum {string}
     */
    RequestChangeOutputFieldEnum: "status" | "category" | "priority";
    /** @description The ticket, how it changed, its newest replies and requests, and the name of the portal. */
    RequestOutput: {
      id: number;
      title: string;
      description: string;
      category: components["schemas"]["CategoryEnum"];
      priority: components["schemas"]["PriorityEnum"];
      status: components["schemas"]["StatusEnum"];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      changes: components["schemas"]["RequestChangeOutput"][];
      messages: components["schemas"]["MessagesOutput"];
      appearance: components["schemas"]["AppearanceOutput"];
    };
    /** @description The person with the problem. */
    RequesterOutput: {
      id: number;
      /** @description Empty where it is not known. */
      name: string;
      email: string | null;
    };
    /** @description What the caller may do here; where the portal is open everybody may view and change. */
    RightsOutput: {
      view: boolean;
      change: boolean;
      administer: boolean;
    };
    /**
     * @description * `viewer` - viewer
     * * `agent` - agent
     * * `admin` - admin
     * @enum {string}
     */
    RoleEnum: "viewer" | "agent" | "admin";
    /** @description The body of POST and, partially, of PATCH; fields beyond these are ignored. */
    SavedViewInputRequest: {
      name: string;
      /** @description Parameters of GET /api/tickets/, without `cursor` and `limit`. */
      query?: string;
      /** @description Whether everybody with a role sees the view. */
      shared?: boolean;
    };
    /** @description A list of tickets under a name. */
    SavedViewOutput: {
      id: number;
      name: string;
      /** @description In one spelling; empty for all tickets. */
      query: string;
      shared: boolean;
      /** @description Null when the account was deleted. */
      owner: components["schemas"]["AssigneeOutput"] | null;
      /** @description For If-Match. */
      etag: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    /**
     * @description * `read` - read
     * * `write` - write
     * @enum {string}
     */
    ScopesEnum: "read" | "write";
    /** @description The stored message. */
    SentOutput: {
      id: number;
      kind: components["schemas"]["MessageKindEnum"];
      author: components["schemas"]["AuthorOutput"];
      body: string;
      /** Format: date-time */
      created_at: string;
      /** @description Empty in this version. */
      attachments: unknown[];
      /** @description With `to_duplicates`: the duplicates that got the reply too. */
      sent_to?: number[];
    };
    /** @description The portal's rules, who the caller is, and what they may do. */
    SessionOutput: {
      access: components["schemas"]["AccessEnum"];
      account: components["schemas"]["AccountOutput"] | null;
      may: components["schemas"]["RightsOutput"];
      sign_in: components["schemas"]["WaysToSignInOutput"];
      appearance: components["schemas"]["AppearanceOutput"];
    };
    /** @description The first admin of an installation. */
    SetUpInputRequest: {
      code: string;
      username: string;
      name: string;
      password: string;
    };
    /** @description Whether the portal has to be set up. */
    SetUpOutput: {
      /** @description True while there is no account. */
      needed: boolean;
    };
    /** @description A name and a password. */
    SignInInputRequest: {
      username: string;
      password: string;
    };
    /** @description Up to 5 tickets, the most alike first. */
    SimilarOutput: {
      /** @description What compared them: `trigrams`, or a model of embeddings. */
      model: string;
      results: components["schemas"]["SimilarTicketOutput"][];
    };
    /** @description How good the pairs are that were shown; models without a verdict are left out. */
    SimilarStatsOutput: {
      days: number;
      models: components["schemas"]["ModelPrecisionOutput"][];
    };
    /** @description A ticket that may report the same problem. */
    SimilarTicketOutput: {
      id: number;
      title: string;
      status: components["schemas"]["StatusEnum"];
      /** Format: date-time */
      created_at: string;
      /**
       * Format: double
       * @description 0 to 1.
       */
      similarity: number;
      category: components["schemas"]["CategoryEnum"];
      priority: components["schemas"]["PriorityEnum"];
    };
    /**
     * @description * `invited` - invited
     * * `password` - password
     * * `provider` - provider
     * * `off` - off
     * @enum {string}
     */
    StateEnum: "invited" | "password" | "provider" | "off";
    /** @description The statistics of requirements §4.3. */
    StatsOutput: {
      total_tickets: number;
      open_tickets: number;
      /** Format: double */
      avg_tickets_per_day: number;
      priority_breakdown: components["schemas"]["PriorityBreakdownOutput"];
      category_breakdown: components["schemas"]["CategoryBreakdownOutput"];
    };
    /**
     * @description * `open` - Open
     * * `in_progress` - In Progress
     * * `resolved` - Resolved
     * * `closed` - Closed
     * @enum {string}
     */
    StatusEnum: "open" | "in_progress" | "resolved" | "closed";
    /** @description Tickets in the ledger. */
    SuggestedTicketsOutput: {
      /** @description Sent with a suggestion for their text. */
      suggested: number;
      /** @description Sent with a suggestion for another text; they count towards no rate. */
      stale: number;
      /** @description Sorted by `manage.py classify_tickets`. */
      backlog: number;
    };
    /** @description One day (UTC); days without a suggestion are left out. */
    SuggestionDayOutput: {
      /** Format: date */
      date: string;
      suggested: number;
      category_accepted: number;
      priority_accepted: number;
    };
    /** @description Where a suggestion comes from. */
    SuggestionOutput: {
      /** @description Send it back with the ticket; valid for an hour. */
      token: string;
      provider: string;
      model: string;
      /** Format: double */
      confidence: number | null;
      /** @description One sentence for the person. */
      reason: string;
      /** @description The fields whose suggestion is too likely to be wrong: better show none. */
      unsure: components["schemas"]["UnsureEnum"][];
    };
    /** @description How good the suggestions are. */
    SuggestionStatsOutput: {
      days: number;
      answers: components["schemas"]["AnswersOutput"];
      tickets: components["schemas"]["SuggestedTicketsOutput"];
      category: components["schemas"]["FieldSuggestionsOutput"];
      priority: components["schemas"]["FieldSuggestionsOutput"];
      reliability: components["schemas"]["ReliabilityOutput"][];
      models: components["schemas"]["ModelSuggestionsOutput"][];
      trend: components["schemas"]["SuggestionDayOutput"][];
    };
    /** @description One field of a ticket that was changed. */
    TicketChangeOutput: {
      id: number;
      /** Format: date-time */
      changed_at: string;
      /** @description Who; null for somebody who had not signed in. */
      account_id: number | null;
      /** @description The account's name, for callers with a role; null for others and without one. */
      account: string | null;
      /** @description Whether the requester did it, with the private link. */
      by_requester: boolean;
      /** @description The X-Request-ID; null for what did not come through the API. */
      request_id: string | null;
      field: components["schemas"]["TicketChangeOutputFieldEnum"];
      old_value: string;
      new_value: string;
    };
    /**
     * @description * `title` - title
     * * `description` - description
     * * `category` - category
     * * `priority` - priority
     * * `status` - status
     * * `requester` - requester
     * * `assignee` - assignee
     * * `duplicate_of` - duplicate_of
     * @enum {string}
     */
    TicketChangeOutputFieldEnum: "title" | "description" | "category" | "priority" | "status" | "requester" | "assignee" | "duplicate_of";
    /** @description A ticket as it is sent; the last four fields are null for callers without a role. */
    TicketOutput: {
      id: number;
      title: string;
      description: string;
      category: components["schemas"]["CategoryEnum"];
      priority: components["schemas"]["PriorityEnum"];
      status: components["schemas"]["StatusEnum"];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
      requester: components["schemas"]["RequesterOutput"] | null;
      assignee: components["schemas"]["AssigneeOutput"] | null;
      /**
       * Format: date-time
       * @description Since when the requester has waited for an answer.
       */
      waiting_since: string | null;
      /** @description The id of the ticket that reports the same problem. */
      duplicate_of: number | null;
    };
    /** @description A page of the list. */
    TicketPageOutput: {
      /** Format: uri */
      next: string | null;
      /** Format: uri */
      previous: string | null;
      results: components["schemas"]["TicketOutput"][];
    };
    /** @description How long something took, within 5 per cent. */
    TimesOutput: {
      /** @description How many tickets the times are of. */
      tickets: number;
      /**
       * Format: double
       * @description Seconds; null without tickets.
       */
      median: number | null;
      /**
       * Format: double
       * @description Nine of ten took no longer. Seconds.
       */
      p90: number | null;
    };
    /** @description The figures of some days. */
    TimesReportOutput: {
      /** Format: date */
      since: string;
      /** Format: date */
      until: string;
      total: components["schemas"]["TotalOutput"];
      groups: components["schemas"]["GroupOutput"][];
      backlog: components["schemas"]["BacklogOutput"][];
    };
    /** @description The account that a token acts for. */
    TokenAccountOutput: {
      id: number;
      username: string;
    };
    /** @description A token without its secret. */
    TokenOutput: {
      /** @description The public part of the token. */
      id: string;
      name: string;
      account: components["schemas"]["TokenAccountOutput"];
      scopes: components["schemas"]["ScopesEnum"][];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      expires_at: string | null;
      /** Format: date-time */
      revoked_at: string | null;
      /**
       * Format: date-time
       * @description To the minute.
       */
      last_used_at: string | null;
    };
    /** @description All days together. */
    TotalOutput: {
      /** @description From the creation of a ticket to its first reply. */
      first_reply: components["schemas"]["TimesOutput"];
      /** @description From its creation until it was last resolved. */
      resolution: components["schemas"]["TimesOutput"];
      created: number;
    };
    /**
     * @description * `category` - category
     * * `priority` - priority
     * @enum {string}
     */
    UnsureEnum: "category" | "priority";
    /**
     * @description * `different` - Different
     * * `duplicate` - Duplicate
     * @enum {string}
     */
    VerdictEnum: "different" | "duplicate";
    /** @description The body of POST; fields beyond this one are ignored. */
    VerdictInputRequest: {
      verdict: components["schemas"]["VerdictEnum"];
    };
    /** @description The latest verdict of a pair. */
    VerdictOutput: {
      verdict: components["schemas"]["VerdictEnum"];
      model: string;
      /**
       * Format: double
       * @description Null when the model would not have shown the pair.
       */
      similarity: number | null;
      /** Format: date-time */
      created_at: string;
    };
    /** @description The ways to sign in. */
    WaysToSignInOutput: {
      password: boolean;
      providers: components["schemas"]["ProviderOutput"][];
    };
    /**
     * @description * `reply` - Reply
     * * `note` - Note
     * @enum {string}
     */
    WrittenKindEnum: "reply" | "note";
    /** @description A suggestion that was sure and is not what its ticket says now. */
    WrongSuggestionOutput: {
      ticket_id: number;
      title: string;
      suggested_category: components["schemas"]["CategoryEnum"];
      final_category: components["schemas"]["CategoryEnum"];
      suggested_priority: components["schemas"]["PriorityEnum"];
      final_priority: components["schemas"]["PriorityEnum"];
      /** Format: double */
      confidence: number;
      provider: string;
      model: string;
      prompt_version: string;
      /** Format: date-time */
      created_at: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}

export type $defs = Record<string, never>;

export type external = Record<string, never>;

export interface operations {

  /** @description List accounts by username, at most 200; `search` narrows them. */
  account_list: {
    parameters: {
      query?: {
        /** @description Part of a username, name or address. */
        search?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PeopleOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Invite a person: an account without a password, and a link to choose one. */
  account_create: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewPersonInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["InvitationOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Change a name, an address or a role, or switch an account off or on. */
  account_update: {
    parameters: {
      path: {
        account_id: number;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PatchedPersonInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PersonOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Make a new link with which the person chooses a password. */
  account_invite: {
    parameters: {
      path: {
        account_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["InvitationOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List the accounts that may own tickets, by their display names. */
  agent_list: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AssigneeOutput"][];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Change name, colour or mark. A page shows them when it is loaded the next time. */
  appearance_update: {
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PatchedAppearanceInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AppearanceOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read the mark; its address changes with the image, so that browsers keep it. */
  appearance_mark_get: {
    parameters: {
      path: {
        digest: string;
      };
    };
    responses: {
      200: {
        content: {
          "image/png": string;
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description An open breaker is no ill health: tickets are taken, only suggestions fall back. */
  health_retrieve: {
    responses: {
      200: {
        content: {
          "application/json": {
            /** @enum {unknown} */
            status: "ok";
            /** @enum {unknown} */
            database: "ok";
            /** @enum {unknown} */
            breaker: "closed" | "open" | "half_open";
            version: string;
          };
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Prepared answers, in the order of their titles. */
  macro_list: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Macro"][];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Prepared answers, in the order of their titles. */
  macro_create: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["MacroRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Macro"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Prepared answers, in the order of their titles. */
  macro_get: {
    parameters: {
      path: {
        macro_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Macro"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Prepared answers, in the order of their titles. */
  macro_delete: {
    parameters: {
      path: {
        macro_id: number;
      };
    };
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Prepared answers, in the order of their titles. */
  macro_update: {
    parameters: {
      path: {
        macro_id: number;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PatchedMacroRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Macro"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read the ticket, its changes, oldest first, and the newest messages. */
  request_get: {
    parameters: {
      header: {
        /** @description What follows the # of the link. */
        "X-Ticket-Link": string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RequestOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read the newest messages, oldest of them first, or those before or after a message. */
  request_message_list: {
    parameters: {
      query?: {
        /** @description The messages after this id. */
        after?: number;
        /** @description The messages before this id. */
        before?: number;
      };
      header: {
        /** @description What follows the # of the link. */
        "X-Ticket-Link": string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["MessagesOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Answer the agents. A ticket that was resolved or closed is open again afterwards. */
  request_message_create: {
    parameters: {
      header: {
        /** @description The same key and body give the same answer again, for 24 hours. */
        "Idempotency-Key"?: string;
        /** @description What follows the # of the link. */
        "X-Ticket-Link": string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewRequestInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["MessageOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      409: {
        content: {
          "application/json": components["schemas"]["ConflictOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List unfinished tickets of the private links that are like the text. */
  request_similar: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["OwnSimilarInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["OwnSimilarOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Tell who the caller is and what they may do; sets the cookie with the CSRF token. */
  session_get: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SessionOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Sign in; takes the CSRF token, so that no other page signs people in as somebody else. */
  session_create: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignInInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SessionOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      429: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Sign out; succeeds without a session too. */
  session_delete: {
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Choose the password of an invited account, and sign in. */
  invitation_accept: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["JoinInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SessionOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Change it; every other session of the account ends, and this one gets a new key. */
  password_change: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SessionOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      429: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Tell whether the installation has no account yet; the sign-in page asks. */
  set_up_get: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SetUpOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Make the first admin with the code from the log, and sign in. */
  set_up: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SetUpInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SessionOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      409: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      429: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List tickets, filtered, searched and sorted. */
  ticket_list: {
    parameters: {
      query?: {
        /** @description `me`, `none` or the id of an account. For callers with a role. */
        assignee?: string;
        /** @description Any of these; several are separated by commas, or `category` is repeated. */
        category?: ("billing" | "technical" | "account" | "general")[];
        /** @description A day, from its start, or a time (ISO 8601); itself included. `today` and `today-6` are counted back from the day of the request. */
        created_after?: string;
        /** @description A day, until its end, or a time (ISO 8601); the time itself is left out. `today` and `today-6` as in `created_after`. */
        created_before?: string;
        cursor?: string;
        /** @description The id of a ticket, for its duplicates. For callers with a role. */
        duplicate_of?: number;
        limit?: number;
        /** @description Any of these; several are separated by commas, or `priority` is repeated. */
        priority?: ("low" | "medium" | "high" | "critical")[];
        /** @description As `created_after`, of when a ticket was first answered. For callers with a role. */
        replied_after?: string;
        /** @description As `created_before`, of when a ticket was first answered. For callers with a role. */
        replied_before?: string;
        /** @description The id of a requester. For callers with a role. */
        requester?: number;
        /** @description As `created_after`, of when a ticket was last resolved. For callers with a role. */
        resolved_after?: string;
        /** @description As `created_before`, of when a ticket was last resolved. For callers with a role. */
        resolved_before?: string;
        /** @description Words, and phrases in quotes, each of which must occur in the title or in the description. Capitals, accents and invisible characters make no difference, nor do line ends in a phrase. `1500` and `#1500` list the ticket of that number first. For words without any run of three letters or digits (`ab`, `c++`), alone or with common words, a page looks at 10,000 tickets or fewer long ones: it may then hold fewer tickets than asked for, even none, and `next` goes on searching further on. */
        search?: string;
        /**
         * @description `newest` without one. `changed`: the last changed first. `priority`: unfinished tickets alone, critical ones first, then the oldest. `waiting`: tickets whose requester waits alone, the longest first; for callers with a role.
         *
         * * `newest` - Newest
         * * `oldest` - Oldest
         * * `changed` - Changed
         * * `priority` - Priority
         * * `waiting` - Waiting
         */
        sort?: "newest" | "oldest" | "changed" | "priority" | "waiting" | "";
        /** @description Any of these; several are separated by commas, or `status` is repeated. */
        status?: ("open" | "in_progress" | "resolved" | "closed")[];
        /** @description The time zone of days and of times without an offset, by its IANA name, such as `Europe/Berlin`. Without one: UTC. */
        tz?: string;
        /**
         * @description `true`: the requester waits for an answer. For callers with a role.
         *
         * * `true` - true
         */
        waiting?: "true" | "";
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TicketPageOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away, or the list takes too long (`list_too_slow`, `search_too_slow`). */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Create a ticket. */
  ticket_create: {
    parameters: {
      header?: {
        /** @description The same key and body give the same answer again, for 24 hours. */
        "Idempotency-Key"?: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewTicketInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["NewTicketOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      409: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read a ticket; 304 when the caller has it as it is. */
  ticket_get: {
    parameters: {
      header?: {
        /** @description Answer 304 for this state (ETag). */
        "If-None-Match"?: string;
      };
      path: {
        ticket_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TicketOutput"];
        };
      };
      /** @description No response body */
      304: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /**
   * @description Change some fields of a ticket, if asked only in the state that the caller saw.
   *
   * `requester`, `assignee` and `duplicate_of` take the role agent or admin in every portal.
   */
  ticket_update: {
    parameters: {
      header?: {
        /** @description Change the ticket only in this state (ETag). */
        "If-Match"?: string;
      };
      path: {
        ticket_id: number;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PatchedTicketChangesInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TicketOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      412: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List what was changed in a ticket, oldest first; its creation is no change. */
  ticket_history: {
    parameters: {
      query?: {
        after?: number;
      };
      path: {
        ticket_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["HistoryOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Make a link; those that were made before and not revoked stay valid. */
  ticket_link_create: {
    parameters: {
      path: {
        ticket_id: number;
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["PrivateLinkOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Revoke every link that was made until now. */
  ticket_links_revoke: {
    parameters: {
      path: {
        ticket_id: number;
      };
    };
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read the newest messages, oldest of them first, or those before or after a message. */
  message_list: {
    parameters: {
      query?: {
        /** @description The messages after this id. */
        after?: number;
        /** @description The messages before this id. */
        before?: number;
      };
      path: {
        ticket_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["MessagesOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Send a reply to the requester, or write a note for the team. */
  message_create: {
    parameters: {
      header?: {
        /** @description The same key and body give the same answer again, for 24 hours. */
        "Idempotency-Key"?: string;
      };
      path: {
        ticket_id: number;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewMessageInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["SentOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      409: {
        content: {
          "application/json": components["schemas"]["ConflictOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List tickets whose texts are alike, without those that an agent found different. */
  ticket_similar: {
    parameters: {
      path: {
        ticket_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SimilarOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Mark the ticket as a duplicate of the other one, or store that they are different. */
  ticket_similar_judge: {
    parameters: {
      path: {
        other_id: number;
        ticket_id: number;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["VerdictInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["VerdictOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Take the verdict back; `duplicate_of` is cleared with PATCH of the ticket. */
  ticket_similar_withdraw: {
    parameters: {
      path: {
        other_id: number;
        ticket_id: number;
      };
    };
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /**
   * @description Suggest a higher priority for a ticket whose requester has written again.
   *
   * Nothing is applied. The classifier is asked once for each message of the requester, and the
   * answer takes as long as a suggestion for a new ticket.
   */
  ticket_suggestion: {
    parameters: {
      path: {
        ticket_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["LaterSuggestionOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Change many tickets, each in a separate transaction; the answer has each outcome. */
  ticket_bulk_update: {
    requestBody: {
      content: {
        "application/json": {
          items: {
              /** Format: int64 */
              id: number;
              /** @description As PATCH takes them; a value that PATCH refuses is an error of this item alone. */
              changes: {
                assignee?: unknown;
                category?: unknown;
                description?: unknown;
                duplicate_of?: unknown;
                priority?: unknown;
                requester?: unknown;
                status?: unknown;
                title?: unknown;
              };
              /** @description Change it only in this state: its ETag, with the quotes. */
              if_match?: string;
              /**
               * Format: date-time
               * @description Change it only while this is its `updated_at`, as a list has it.
               */
              if_updated_at?: string;
            }[];
        };
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["BulkOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Suggest a category and a priority. */
  ticket_classify: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ClassifyInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ClassifyOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Count the tickets of the portal's views, exactly up to 999. */
  ticket_counts: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["CountsOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /**
   * @description Export a list in its order, with persons for callers with a role. Times are in UTC.
   *
   * A text that a spreadsheet would take for a formula has an apostrophe in front.
   */
  ticket_export: {
    parameters: {
      query?: {
        /** @description `me`, `none` or the id of an account. For callers with a role. */
        assignee?: string;
        /** @description Any of these; several are separated by commas, or `category` is repeated. */
        category?: ("billing" | "technical" | "account" | "general")[];
        /** @description A day, from its start, or a time (ISO 8601); itself included. `today` and `today-6` are counted back from the day of the request. */
        created_after?: string;
        /** @description A day, until its end, or a time (ISO 8601); the time itself is left out. `today` and `today-6` as in `created_after`. */
        created_before?: string;
        /** @description The id of a ticket, for its duplicates. For callers with a role. */
        duplicate_of?: number;
        /** @description Any of these; several are separated by commas, or `priority` is repeated. */
        priority?: ("low" | "medium" | "high" | "critical")[];
        /** @description As `created_after`, of when a ticket was first answered. For callers with a role. */
        replied_after?: string;
        /** @description As `created_before`, of when a ticket was first answered. For callers with a role. */
        replied_before?: string;
        /** @description The id of a requester. For callers with a role. */
        requester?: number;
        /** @description As `created_after`, of when a ticket was last resolved. For callers with a role. */
        resolved_after?: string;
        /** @description As `created_before`, of when a ticket was last resolved. For callers with a role. */
        resolved_before?: string;
        /** @description Words, and phrases in quotes, each of which must occur in the title or in the description. Capitals, accents and invisible characters make no difference, nor do line ends in a phrase. `1500` and `#1500` list the ticket of that number first. For words without any run of three letters or digits (`ab`, `c++`), alone or with common words, a page looks at 10,000 tickets or fewer long ones: it may then hold fewer tickets than asked for, even none, and `next` goes on searching further on. */
        search?: string;
        /**
         * @description `newest` without one. `changed`: the last changed first. `priority`: unfinished tickets alone, critical ones first, then the oldest. `waiting`: tickets whose requester waits alone, the longest first; for callers with a role.
         *
         * * `newest` - Newest
         * * `oldest` - Oldest
         * * `changed` - Changed
         * * `priority` - Priority
         * * `waiting` - Waiting
         */
        sort?: "newest" | "oldest" | "changed" | "priority" | "waiting" | "";
        /** @description Any of these; several are separated by commas, or `status` is repeated. */
        status?: ("open" | "in_progress" | "resolved" | "closed")[];
        /** @description The time zone of days and of times without an offset, by its IANA name, such as `Europe/Berlin`. Without one: UTC. */
        tz?: string;
        /**
         * @description `true`: the requester waits for an answer. For callers with a role.
         *
         * * `true` - true
         */
        waiting?: "true" | "";
      };
    };
    responses: {
      200: {
        content: {
          "text/csv": string;
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away, the list takes too long, or others export (`list_too_slow`, `search_too_slow`, `too_many_exports`). */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Count all tickets: total, open, a day, by priority and by category. */
  ticket_stats: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StatsOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Count the tickets of each of the last days, today last. Days are those of `tz` or UTC. */
  ticket_stats_daily: {
    parameters: {
      query?: {
        days?: number;
        /** @description The time zone whose days are counted, by its IANA name, such as `Europe/Berlin`. Without one: UTC. */
        tz?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["DayOutput"][];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Count the verdicts of the last days by the model that found the pairs alike. */
  ticket_stats_similar: {
    parameters: {
      query?: {
        days?: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SimilarStatsOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Count what was suggested, accepted, overridden and corrected later. */
  ticket_stats_suggestions: {
    parameters: {
      query?: {
        days?: number;
        model?: string;
        provider?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SuggestionStatsOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List the newest suggestions that were sure (0.8 and above) and wrong. */
  ticket_stats_suggestions_wrong: {
    parameters: {
      query?: {
        days?: number;
        limit?: number;
        model?: string;
        provider?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["WrongSuggestionOutput"][];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Times to first reply and to resolution of some days, and the backlog of now. */
  ticket_stats_times: {
    parameters: {
      query?: {
        days?: number;
        /**
         * @description What the times are grouped by; `day` without it.
         *
         * * `day` - Day
         * * `category` - Category
         * * `priority` - Priority
         * * `assignee` - Assignee
         */
        group?: "day" | "category" | "priority" | "assignee" | "";
        /** @description The time zone whose days are counted, by its IANA name, such as `Europe/Berlin`. Without one: UTC. */
        tz?: string;
        /** @description The last day, such as `2026-11-23` or `today-30`. Without it: today. */
        until?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TimesReportOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List the tokens, newest first, also revoked ones. */
  token_list: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TokenOutput"][];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Create a token for an active account; only this answer has its secret. */
  token_create: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewTokenInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["NewTokenOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Revoke a token at once; does nothing for a revoked one. */
  token_revoke: {
    parameters: {
      path: {
        token_id: string;
      };
    };
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description List the caller's views and the shared ones of others, by name. */
  view_list: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SavedViewOutput"][];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Save a view. */
  view_create: {
    parameters: {
      header?: {
        /** @description The same key and body give the same answer again, for 24 hours. */
        "Idempotency-Key"?: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SavedViewInputRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["SavedViewOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      409: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Read a view; 304 when the caller has it as it is. */
  view_get: {
    parameters: {
      header?: {
        /** @description Answer 304 for this state (ETag). */
        "If-None-Match"?: string;
      };
      path: {
        view_id: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SavedViewOutput"];
        };
      };
      /** @description No response body */
      304: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Delete a view of the caller, or a shared one as an admin. */
  view_delete: {
    parameters: {
      header?: {
        /** @description Change the view only in this state (ETag). */
        "If-Match"?: string;
      };
      path: {
        view_id: number;
      };
    };
    responses: {
      /** @description No response body */
      204: {
        content: never;
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      412: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
  /** @description Change a view of the caller, or a shared one as an admin. */
  view_update: {
    parameters: {
      header?: {
        /** @description Change the view only in this state (ETag). */
        "If-Match"?: string;
      };
      path: {
        view_id: number;
      };
    };
    requestBody?: {
      content: {
        "application/json": components["schemas"]["PatchedSavedViewInputRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SavedViewOutput"];
        };
      };
      400: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `not_signed_in`, or `invalid_token`. */
      401: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description `forbidden` for the caller's role, or `csrf_failed`. */
      403: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      404: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      412: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is larger than 256 KiB. */
      413: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The body is not application/json. */
      415: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
      /** @description The database is away; Retry-After says how long to wait. */
      503: {
        content: {
          "application/json": components["schemas"]["ErrorOutput"];
        };
      };
    };
  };
}
