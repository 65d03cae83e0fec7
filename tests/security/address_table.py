"""The reviewed table of addresses: who gets what where. Data only; tests/security/test_addresses.py asks every one.

TABLE, one line each: method, name of the address, the object in it, then what each person of WHO gets, in that order; the
last answer holds for everybody after it. The objects belong to `owner`, who works in a grid of our street. Beside the owner:
a colleague of the same grid, a learner of the sibling street (stranger), the administrators of our street (manager) and of
the sibling street (sibling), somebody who views our street's figures (viewer), a trainer, a reviewer of questions, the
system administrator. A missing object answers like a foreign one; whoever may see the object gets 404 for a missing one.

Answers: a status; `login` = sent to the log-in, and back; `/path/*` = sent to an address like that; `home` = sent to one's
own first page.
"""

WHO = ["anonymous", "owner", "colleague", "stranger", "manager", "sibling", "viewer", "trainer", "reviewer", "admin"]

TABLE = """
# Health
GET  healthz                              -            200
POST healthz                              -            405
GET  readyz                               -            200
POST readyz                               -            405

# Accounts: what we do not offer is missing
GET  account_inactive                     -            404
POST account_inactive                     -            404
GET  account_email                        -            404
POST account_email                        -            404
GET  account_email_verification_sent      -            404
POST account_email_verification_sent      -            404
GET  account_confirm_email                key          404
POST account_confirm_email                key          404
GET  account_set_password                 -            404
POST account_set_password                 -            404
GET  account_confirm_login_code           -            404
POST account_confirm_login_code           -            404
GET  account_login                        -            200    home
POST account_login                        -            200    home
GET  page_login                           -            login
POST page_login                           -            login
GET  wagtailcore_login                    -            login
POST wagtailcore_login                    -            login
GET  account_logout                       -            /      200
POST account_logout                       -            /
GET  account_signup                       -            200    home
POST account_signup                       -            200    home
GET  account_reauthenticate               -            login  200
POST account_reauthenticate               -            login  200
GET  account_change_password              -            login  200
POST account_change_password              -            login  200
GET  account_reset_password               -            200
POST account_reset_password               -            200
GET  account_reset_password_done          -            200
POST account_reset_password_done          -            405
GET  account_reset_password_from_key      reset        200
POST account_reset_password_from_key      reset        200
GET  account_reset_password_from_key_done -            200
POST account_reset_password_from_key_done -            405
GET  mfa_index                            -            login  200
POST mfa_index                            -            login  405
GET  mfa_authenticate                     -            login  home
POST mfa_authenticate                     -            login  home
GET  mfa_reauthenticate                   -            login  /accounts/reauthenticate/
POST mfa_reauthenticate                   -            login  /accounts/reauthenticate/
GET  mfa_activate_totp                    -            login  /accounts/reauthenticate/
POST mfa_activate_totp                    -            login  /accounts/reauthenticate/
GET  mfa_deactivate_totp                  -            login  404
POST mfa_deactivate_totp                  -            login  404
GET  mfa_view_recovery_codes              -            login  404
POST mfa_view_recovery_codes              -            login  405
GET  mfa_generate_recovery_codes          -            login  /accounts/reauthenticate/
POST mfa_generate_recovery_codes          -            login  /accounts/reauthenticate/
GET  mfa_download_recovery_codes          -            login  404
POST mfa_download_recovery_codes          -            login  404

# One's own things: nobody else's, whatever the role
#                                         of           anonymous owner …the rest
GET  core:job                             job          login  200  404
POST core:job                             job          405
GET  people:inbox                         -            login  200
POST people:inbox                         -            login  405
GET  people:inbox_read_all                -            login  405
POST people:inbox_read_all                -            login  /my/inbox/
GET  people:inbox_open                    message      login  405
POST people:inbox_open                    message      login  /my/  404
GET  competencies:profile                 -            login  200
POST competencies:profile                 -            login  200
GET  competencies:evidence                competency   login  200
POST competencies:evidence                competency   login  200
GET  learner:my                           -            login  200
POST learner:my                           -            login  405
GET  learner:record                       -            login  200
POST learner:record                       -            login  405
GET  learner:record-pdf                   -            login  200
POST learner:record-pdf                   -            login  405
GET  learner:record-ask                   -            login  200
POST learner:record-ask                   -            login  422
GET  learner:record-ask-line              credit       login  200    404
POST learner:record-ask-line              credit       login  422    404
GET  learner:record-tab                   courses-tab  login  200
POST learner:record-tab                   courses-tab  login  405
GET  learner:record-export                credits-csv  login  200
POST learner:record-export                credits-csv  login  405
GET  learner:calendar                     -            login  200
POST learner:calendar                     -            login  405
GET  courses:enrol                        course       login  /courses/sec101/
POST courses:enrol                        course       login  /courses/sec101/*
GET  courses:restart                      course       login  /courses/sec101/
POST courses:restart                      course       login  400
GET  courses:place                        lesson       login  /courses/sec101/*  404
POST courses:place                        lesson       login  204  404
GET  courses:check                        lesson       login  /courses/sec101/*  404
POST courses:check                        lesson       login  422  404
GET  courses:finish                       lesson       login  /courses/sec101/*  404
POST courses:finish                       lesson       login  /courses/sec101/*  404
GET  courses:media                        media        404    200  404  404  404  404  404  200  404  200
POST courses:media                        media        405
GET  courses:media_captions               media        404    200  404  404  404  404  404  200  404  200
POST courses:media_captions               media        405
GET  courses:package                      course       401    200  404
POST courses:package                      course       401    405
GET  courses:cards_package                -            200
POST courses:cards_package                -            405
GET  courses:hello                        -            401    200
POST courses:hello                        -            401    405
GET  courses:send                         lesson       401    405
POST courses:send                         lesson       401    400
GET  assessments:exams                    -            login  200
POST assessments:exams                    -            login  200
GET  assessments:worker                   -            200
POST assessments:worker                   -            405
GET  assessments:start                    entry        login  200  404
POST assessments:start                    entry        login  422  404
GET  assessments:sit                      attempt      login  200  404
POST assessments:sit                      attempt      login  200  404
GET  assessments:sit                      finished     login  /assessments/attempts/*/receipt/  404
POST assessments:sit                      finished     login  /assessments/attempts/*/receipt/  404
GET  assessments:answers                  attempt      405
POST assessments:answers                  attempt      401    400  404
GET  assessments:answers                  finished     405
POST assessments:answers                  finished     401    /assessments/attempts/*/receipt/  404
GET  assessments:flags                    attempt      405
POST assessments:flags                    attempt      401    400
GET  assessments:next                     attempt      405
POST assessments:next                     attempt      401    400
GET  assessments:state                    attempt      401    200  404
POST assessments:state                    attempt      405
GET  assessments:left                     attempt      405
POST assessments:left                     attempt      401    200  404
GET  assessments:submit                   attempt      401    200  404
POST assessments:submit                   attempt      401    /assessments/attempts/*/receipt/  404
GET  assessments:submit                   finished     401    /assessments/attempts/*/receipt/  404
POST assessments:submit                   finished     401    /assessments/attempts/*/receipt/  404
GET  assessments:receipt                  attempt      login  /assessments/attempts/*/  404
POST assessments:receipt                  attempt      login  /assessments/attempts/*/  404
GET  assessments:receipt                  finished     login  200  404
POST assessments:receipt                  finished     login  200  404
GET  assessments:result                   attempt      login  /assessments/attempts/*/  404
POST assessments:result                   attempt      login  /assessments/attempts/*/  404
GET  assessments:result                   finished     login  200  404
POST assessments:result                   finished     login  200  404
GET  assessments:result                   unreleased   login  200  404
POST assessments:result                   unreleased   login  200  404
GET  certificates:index                   -            login  200
POST certificates:index                   -            405

# Certificates: the holder, and who manages the holder; a viewer of figures gets no full names
#                                         of           anonymous owner colleague stranger manager sibling viewer trainer reviewer admin
GET  certificates:detail                  certificate  login     200   404       404      200     404     404    404     404      200
POST certificates:detail                  certificate  405
GET  certificates:pdf                     certificate  login     200   404       404      200     404     404    404     404      200
POST certificates:pdf                     certificate  405
GET  certificates:verify                  -            200
POST certificates:verify                  -            405
GET  certificates:check                   -            200
POST certificates:check                   -            422
GET  certificates:by_token                token        200
POST certificates:by_token                token        405

# Managers: their own subtrees; learners and editors nothing at all
#                                         of           anonymous owner colleague stranger manager sibling viewer trainer reviewer admin
GET  manage:overview                      -            login     403   403       403      200     200     200    403     403      200
POST manage:overview                      -            405
GET  manage:unit                          unit         login     403   403       403      200     404     200    403     403      200
POST manage:unit                          unit         405
GET  manage:assign-unit                   unit         login     403   403       403      200     404     403    403     403      200
POST manage:assign-unit                   unit         login     403   403       403      200     404     403    403     403      200
GET  manage:people                        -            login     403   403       403      200     200     200    403     403      200
POST manage:people                        -            405
GET  manage:person                        person       login     403   403       403      200     404     200    403     403      200
POST manage:person                        person       405
GET  manage:assign-person                 person       login     403   403       403      200     404     403    403     403      200
POST manage:assign-person                 person       login     403   403       403      200     404     403    403     403      200
GET  manage:restart-person                person       login     403   403       403      200     404     403    403     403      200
POST manage:restart-person                person       login     403   403       403      200     404     403    403     403      200
GET  manage:export                        csv          login     403   403       403      200     200     200    403     403      200
POST manage:export                        csv          405

# The desk of exams: invigilators, trainers and managers, in their own subtrees
#                                         of           anonymous owner colleague stranger manager sibling viewer trainer reviewer admin
GET  desk:sessions                         -            login     403   403       403      200     200     403    200     403      200
POST desk:sessions                         -            405
GET  desk:new                              -            login     403   403       403      200     200     403    200     403      200
POST desk:new                              -            login     403   403       403      422     422     403    422     403      422
GET  desk:session                          session      login     403   403       403      200     404     403    200     403      200
POST desk:session                          session      405
GET  desk:edit                             session      login     403   403       403      200     404     403    200     403      200
POST desk:edit                             session      login     403   403       403      422     404     403    422     403      422
GET  desk:candidates                       session      login     403   403       403      200     404     403    200     403      200
POST desk:candidates                       session      login     403   403       403      422     404     403    422     403      422
GET  desk:candidate                        deferred     login     403   403       403      200     404     403    200     403      200
POST desk:candidate                        deferred     login     403   403       403      422     404     403    422     403      422
GET  desk:unlock                           unlocked     login     403   403       403      200     404     403    200     403      200
POST desk:unlock                           unlocked     login     403   403       403      /manage/exams/sessions/* 404     403    /manage/exams/sessions/* 403      /manage/exams/sessions/*
GET  desk:list                             session      login     403   403       403      200     404     403    200     403      200
POST desk:list                             session      405
GET  desk:list-file                        session      login     403   403       403      200     404     403    200     403      200
POST desk:list-file                        session      405
GET  desk:paper                            session      login     403   403       403      200     404     403    200     403      200
POST desk:paper                            session      login     403   403       403      200     404     403    200     403      200
GET  desk:code                             session      login     403   403       403      200     404     403    200     403      200
POST desk:code                             session      login     403   403       403      /manage/exams/sessions/* 404     403    /manage/exams/sessions/* 403      /manage/exams/sessions/*
GET  desk:extend-all                       session      login     403   403       403      200     404     403    200     403      200
POST desk:extend-all                       session      login     403   403       403      422     404     403    422     403      422
GET  desk:pause                            session      login     403   403       403      200     404     403    200     403      200
POST desk:pause                            session      login     403   403       403      422     404     403    422     403      422
GET  desk:resume                           session      405
POST desk:resume                           session      login     403   403       403      /manage/exams/sessions/* 404     403    /manage/exams/sessions/* 403      /manage/exams/sessions/*
GET  desk:collect-all                      session      login     403   403       403      200     404     403    200     403      200
POST desk:collect-all                      session      login     403   403       403      /manage/exams/sessions/* 404     403    /manage/exams/sessions/* 403      /manage/exams/sessions/*
GET  desk:extend                           seat         login     403   403       403      200     404     403    200     403      200
POST desk:extend                           seat         login     403   403       403      422     404     403    422     403      422
GET  desk:collect                          seat         login     403   403       403      200     404     403    200     403      200
POST desk:collect                          seat         login     403   403       403      422     404     403    422     403      422
GET  desk:void                             seat         login     403   403       403      200     404     403    200     403      200
POST desk:void                             seat         login     403   403       403      422     404     403    422     403      422
GET  desk:late                            -            login     403   403       403      200     200     403    200    403      200
POST desk:late                            -            405
GET  desk:accommodations                  -            login     403   403       403      200     200     403    200    403      200
POST desk:accommodations                  -            405
GET  desk:accommodation                   person       login     403   403       403      200     404     403    200    403      200
POST desk:accommodation                   person       login     403   403       403      422     404     403    422    403      422
GET  desk:accommodation-remove            person       login     403   403       403      200     404     403    200    403      200
POST desk:accommodation-remove            person       login     403   403       403      422     404     403    422    403      422
GET  desk:exams                           -            login     403   403       403      200     200     403    200    403      200
POST desk:exams                           -            405
GET  desk:times                           exam         login     403   403       403      200     200     403    200    403      200
POST desk:times                           exam         405
GET  desk:grant-person                    exam         login     403   403       403      200     200     403    200    403      200
POST desk:grant-person                    exam         login     403   403       403      422     422     403    422    403      422
GET  desk:grant-unit                      exam         login     403   403       403      200     200     403    200    403      200
POST desk:grant-unit                      exam         login     403   403       403      422     422     403    422    403      422
GET  desk:grant-list                      exam         login     403   403       403      200     200     403    200    403      200
POST desk:grant-list                      exam         login     403   403       403      422     422     403    422    403      422
GET  desk:change                          override     login     403   403       403      200     404     403    200    403      200
POST desk:change                          override     login     403   403       403      422     404     403    422    403      422
GET  desk:take-back                       override     login     403   403       403      200     404     403    200    403      200
POST desk:take-back                       override     login     403   403       403      422     404     403    422    403      422
GET  desk:attempt                         finished     login     403   403       403      200     404     403    200    403      200
POST desk:attempt                         finished     405
GET  desk:attempt-late                    finished     login     403   403       403      200     404     403    200    403      200
POST desk:attempt-late                    finished     login     403   403       403      422     404     403    422    403      422
GET  desk:attempt-void                    finished     login     403   403       403      200     404     403    200    403      200
POST desk:attempt-void                    finished     login     403   403       403      422     404     403    422    403      422
GET  desk:excuse                          entry        login     403   403       403      200     404     403    404    403      200
POST desk:excuse                          entry        login     403   403       403      422     404     403    404    403      422

# What residents said of the policies
GET  awareness:awareness                  -            login     403   403       403      200     200     200    403    403      200
POST awareness:awareness                  -            login     405
GET  awareness:votes                      -            login     403   403       403      200     200     200    403    403      200
POST awareness:votes                      -            login     405
GET  awareness:export                     csv          login     403   403       403      404     404     404    403    403      404
POST awareness:export                     csv          login     405
# The desk of enquiries: handlers and managers, in their own subtrees; the report also for who views figures; who meets
# residents writes down what they ask
#                                         of           anonymous owner colleague stranger manager sibling viewer trainer reviewer admin
GET  enquiries:desk                       -            login     403   403       403      200     200     403    403     403      200
POST enquiries:desk                       -            405
GET  enquiries:record                     -            login     200   200       200      200     200     403    403     403      200
POST enquiries:record                     -            login     422   422       422      422     422     403    403     403      422
GET  enquiries:list-file                  -            login     403   403       403      200     200     403    403     403      200
POST enquiries:list-file                  -            405
GET  enquiries:report                     -            login     403   403       403      200     200     200    403     403      200
POST enquiries:report                     -            405
GET  enquiries:report-file                -            login     403   403       403      200     200     200    403     403      200
POST enquiries:report-file                -            405
GET  enquiries:enquiry                    enquiry      login     403   403       403      200     404     403    403     403      200
POST enquiries:enquiry                    enquiry      405
GET  enquiries:original                   enquiry      405
POST enquiries:original                   enquiry      login     403   403       403      200     404     403    403     403      200
GET  enquiries:photo                      enquiry      login     403   403       403      200     404     403    403     403      200
POST enquiries:photo                      enquiry      405
GET  enquiries:act                        act          login     403   403       403      200     404     403    403     403      200
POST enquiries:act                        act          login     403   403       403      422     404     403    403     403      422

# Public
GET  ask:ask                              -            200
POST ask:ask                              -            422
GET  ask:receipt                          -            404
POST ask:receipt                          -            405
GET  ask:status                           -            200
POST ask:status                           -            422
GET  ask:thread                           receipt      200
POST ask:thread                           receipt      405
GET  ask:rate                             receipt      405
POST ask:rate                             receipt      422
GET  ask:me-too                           asked        200
POST ask:me-too                           asked        200
GET  policies:print                       policy       200
POST policies:print                       policy       405
GET  policies:check                       policy       200
POST policies:check                       policy       200
GET  policies:useful                      policy       200
POST policies:useful                      policy       422
GET  policies:poster                      policy       200
POST policies:poster                      policy       405
GET  policies:infographic                 policy       200
POST policies:infographic                 policy       405
GET  policies:changes                     policy       200
POST policies:changes                     policy       405
GET  policies:feed                        -            200
POST policies:feed                        -            405
GET  words:glossary                       -            200
POST words:glossary                       -            405
GET  worker-notes:note                    policy       login  200
POST worker-notes:note                    policy       405
GET  cards:print                          card         200
POST cards:print                          card         405
GET  site:search                          -            200
POST site:search                          -            405
GET  site:about                           -            200
POST site:about                           -            405
GET  site:robots                          -            200
POST site:robots                          -            405
GET  site:sitemap                         -            200
POST site:sitemap                         -            405
GET  learner:offline                      -            200
POST learner:offline                      -            405
GET  worker                               -            200
POST worker                               -            405
GET  manifest                             -            200
POST manifest                             -            405
GET  display                              -            200
POST display                              -            405
GET  language                             -            /
POST language                             -            405
GET  feedback                             -            200
POST feedback                             -            405
GET  privacy                              -            200
POST privacy                              -            405
GET  accessibility                        -            200
POST accessibility                        -            405

# The demo does not exist outside of it
GET  demo:tour                            -            404
POST demo:tour                            -            405
GET  demo:outbox                          -            404
POST demo:outbox                          -            405

# Pages of the tree: lessons are for those enrolled
GET  wagtail_serve                        home         200
GET  wagtail_serve                        policies     200
GET  wagtail_serve                        policy       200
GET  wagtail_serve                        duties       200
GET  wagtail_serve                        duty         200
GET  wagtail_serve                        courses      200
GET  wagtail_serve                        cards        200
GET  wagtail_serve                        card         200
GET  wagtail_serve                        course-page  200
GET  wagtail_serve                        module-page  /courses/sec101/*
GET  wagtail_serve                        lesson-page  login  200  /courses/sec101/
POST wagtail_serve                        lesson-page  login  200  /courses/sec101/

# Wagtail's own: passwords of restricted pages and documents, which we do not use, and documents
GET  wagtailcore_authenticate_with_password restriction 404
POST wagtailcore_authenticate_with_password restriction 404
GET  wagtaildocs_authenticate_with_password restriction 404
POST wagtaildocs_authenticate_with_password restriction 404
GET  wagtaildocs_serve                    document     200
POST wagtaildocs_serve                    document     200
"""

# The rows whose object is looked up for whoever asks, so that a missing one can be compared with a foreign one.
MISSING = {
    "job": "00000000-0000-0000-0000-000000000000",
    "message": 987654,
    "course": 987654,
    "lesson": 987654,
    "credit": 987654,
    "media": 987654,
    "entry": 987654,
    "attempt": 987654,
    "finished": 987654,
    "unreleased": 987654,
    "certificate": 987654,
    "unit": 987654,
    "person": 987654,
    "session": 987654,
    "seat": (987654, 987654),
    "unlocked": (987654, 987654),
    "deferred": (987654, 987654, "defer"),
    "override": 987654,
    "enquiry": 987654,
    "act": (987654, "remind"),
    "asked": 987654,
    "receipt": "20260101-0001-" + "0" * 32,
}
# What is read before the object is: these answer alike for own, foreign and missing (400 without a readable body).
READ_FIRST = {"assessments:flags", "courses:send"}

# ── /cms/ ──
# By route: who gets in. Everybody else is sent away (302, 403) or finds nothing (404); nobody else ever gets a 2xx.
EDITORS = {"trainer", "editor", "author", "reviewer", "policies", "department", "admin"}
# Trainers set exams: they read the bank and make papers, but write no questions.
BANK, AUTHORS, EXAMS = {"author", "reviewer", "trainer", "admin"}, {"author", "reviewer", "admin"}, {"trainer", "admin"}
COURSES, POLICIES = {"trainer", "editor", "admin"}, {"policies", "department", "admin"}
ADMIN = {"admin"}
EVERYBODY = {"anonymous", "owner"} | EDITORS

# The first pattern that fits the whole route counts.
CMS = [
    (r"cms/(login|logout|password_reset)/", set()),
    (r"cms/password_reset/.+", set()),
    (r"cms/\^\(\?:users\|groups\)/|cms/(users|groups)/.*|cms/\^bulk/.*", set()),
    (r"cms/(sprite|jsi18n)/", EVERYBODY),  # icons and words of the screens, no data
    (r"cms/(staff|units|placements|grants)/.*", ADMIN),
    (r"cms/credit-rules/(new|edit)/.*", ADMIN),
    (r"cms/(credits|credit-rules)/.*", EXAMS),  # lines of people in the viewer's scope only
    (r"cms/attempt/(new|edit|delete)/.*", set()),  # what happened is never written by hand
    (r"cms/attempt/.*", EXAMS),
    # Wagtail's "is there a workflow to cancel?" asks only whether one works in /cms/, and answers no more than that.
    (r"cms/snippets/assessments/\w*question/workflow/confirm_cancellation/.*", EDITORS),
    # Trainers answer for what is in use: they publish questions, and so take them back too.
    (r"cms/snippets/assessments/\w*question/unpublish/.*", AUTHORS | {"trainer"}),
    (r"cms/snippets/assessments/\w*question/(add|edit|copy|delete|lock|unlock|preview|usage)/.*", AUTHORS),
    (r"cms/snippets/assessments/\w*question/.*", BANK),
    (r"cms/snippets/assessments/(paper|exam)/delete/.*", ADMIN),
    (r"cms/snippets/assessments/(paper|exam)/.*", EXAMS),
    (r"cms/snippets/choose/assessments/\w*question/create/", AUTHORS),
    (r"cms/snippets/choose/assessments/(paper|exam)/create/", EXAMS),
    (r"cms/snippets/choose/courses/mediafile/create/", COURSES),
    (r"cms/snippets/choose/policies/(readyanswer|glossaryterm)/create/", {*ADMIN, "policies"}),
    (r"cms/snippets/choose/policies/law/create/", POLICIES),
    (r"cms/snippets/choose/policies/\w+/create/", ADMIN),
    (r"cms/snippets/choose/.*", EDITORS),  # practice questions only, see test_canaries.py
    (r"cms/snippets/policies/readyanswer/.*", {*ADMIN, "policies"}),
    (r"cms/snippets/policies/glossaryterm/delete/.*", ADMIN),
    (r"cms/snippets/policies/glossaryterm/.*", {*ADMIN, "policies"}),
    (r"cms/snippets/policies/law/delete/.*", ADMIN),
    (r"cms/snippets/policies/law/(add|edit|copy|usage)/.*", POLICIES),
    (r"cms/snippets/policies/law/.*", POLICIES | COURSES),
    (r"cms/snippets/policies/.*", ADMIN),
    (r"cms/policies/resting/.*", POLICIES | COURSES),
    (r"cms/policies/looked/.*", POLICIES | COURSES | AUTHORS),
    (r"cms/courses/.*", COURSES),
    (r"cms/snippets/courses/mediafile/delete/.*", ADMIN),
    (r"cms/snippets/courses/mediafile/.*", COURSES),
    (r"cms/snippets/", EDITORS),
    (r"cms/(collections|workflows|redirects|sites|settings)/.*", EDITORS),
    (r"cms/(documents|images)/.*", EDITORS),
    (
        r"cms/(api|pages|bulk|choose-.*|tag-autocomplete|reports|block-preview|editing-sessions|dismissibles)/.*",
        EDITORS,
    ),
    (r"cms/(account/|test404/|failwhale/|\^\.\*/\$)?", EDITORS),
]

# Screens about one object, in full: path and who sees it. `{…}` is filled with the object of `owner`'s course or bank.
CMS_OBJECTS = [
    ("/cms/pages/{lesson}/edit/", COURSES),
    ("/cms/pages/{lesson}/edit/preview/", COURSES),
    ("/cms/pages/{lesson}/view_draft/", COURSES),
    ("/cms/pages/{lesson}/history/", COURSES),
    ("/cms/pages/{lesson}/revisions/compare/live...live/", COURSES),
    ("/cms/pages/{lesson}/copy/", COURSES),
    ("/cms/pages/{lesson}/delete/", set()),  # it has records
    ("/cms/api/main/pages/{lesson}/", COURSES),
    ("/cms/pages/{policy}/edit/", POLICIES),
    ("/cms/pages/{policy}/view_draft/", POLICIES),
    ("/cms/snippets/assessments/singlechoicequestion/edit/{question}/", AUTHORS),
    ("/cms/snippets/assessments/singlechoicequestion/inspect/{question}/", BANK),
    ("/cms/snippets/assessments/singlechoicequestion/preview/{question}/", AUTHORS),
    ("/cms/snippets/assessments/singlechoicequestion/usage/{question}/", AUTHORS),
    ("/cms/snippets/assessments/singlechoicequestion/history/{question}/", AUTHORS),
    ("/cms/snippets/assessments/question/", BANK),
    ("/cms/snippets/choose/assessments/question/chosen/{question}/", BANK),
    ("/cms/snippets/choose/assessments/singlechoicequestion/chosen/{question}/", BANK),
    ("/cms/snippets/assessments/paper/", EXAMS),
    ("/cms/snippets/assessments/exam/", EXAMS),
    ("/cms/snippets/assessments/exam/add/", EXAMS),
    ("/cms/snippets/policies/topic/", ADMIN),
    ("/cms/snippets/policies/glossaryterm/", POLICIES - {"department"}),
    ("/cms/snippets/policies/glossaryterm/add/", POLICIES - {"department"}),
    ("/cms/pages/{duty}/edit/", POLICIES),
    ("/cms/pages/{duty}/view_draft/", POLICIES),
    ("/cms/attempt/", EXAMS),  # the list holds the attempts of people in the viewer's scope only
    ("/cms/attempt/inspect/{attempt}/", ADMIN),
    ("/cms/staff/", ADMIN),
    ("/cms/credits/", EXAMS),  # the list holds the lines of people in the viewer's scope only
    ("/cms/credits/edit/{credit}/", EXAMS),
    ("/cms/credit-rules/", EXAMS),
    ("/cms/credit-rules/new/", ADMIN),
    ("/cms/staff/edit/{person}/", ADMIN),
    ("/cms/grants/new/", ADMIN),
    ("/cms/sites/", ADMIN),
    ("/cms/redirects/", ADMIN),
    ("/cms/", EDITORS),
]
