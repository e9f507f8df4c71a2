"""Who may open which address: one row for every URL of the portal. **A new URL gets its row here.**

A row says who may read the address (``see``) and who may send it a form (``act``); an empty one means that the address
has no such method at all (405). The rest follows from what holds everywhere:

* anonymous: led to the sign-in page, unless the row is ``public``;
* an object outside the person's scope, or that does not exist: 404;
* a role that may see the object but not do this: 403, so an observer is told so instead of «no such page»;
* a page without an object, of the ministry: others than specialist and observer get 404.

``of`` names the kind of object in the address; kinds stand in ``world.py``. ``more``: the other parts of the address.
``form``: what a form must hold at least to be understood. ``archived``: the answer for an archived object, where it is
not the usual one; ``answer``: the same for every request that is let through. ``on``: the page on which a form stands
that has no object in its address; who may read that page is told 403. ``stranger``: what a visitor of a ``public``
address gets, if not the same as everybody.
"""

from dataclasses import dataclass, field

from registry.models import Role

ANONYMOUS, SCHOOL, DISTRICT, OBSERVER, SPECIALIST = (
    "anonymous",
    str(Role.SCHOOL_ADMIN),
    str(Role.DISTRICT_OFFICER),
    str(Role.OBSERVER),
    str(Role.SPECIALIST),
)
SIGN_IN = "sign-in"
ROLES = (ANONYMOUS, SCHOOL, DISTRICT, OBSERVER, SPECIALIST)

NOBODY: frozenset[str] = frozenset()
SPECIALISTS = frozenset({SPECIALIST})
MINISTRY = SPECIALISTS | {OBSERVER}
OFFICERS = MINISTRY | {DISTRICT}
# Whoever answers for an institution, and specialists.
KEEPERS = frozenset({SCHOOL, DISTRICT, SPECIALIST})
EVERYBODY = OFFICERS | {SCHOOL}


@dataclass(frozen=True)
class Row:
    see: frozenset[str] = NOBODY
    act: frozenset[str] = NOBODY
    of: str = ""
    more: dict = field(default_factory=dict)
    form: dict = field(default_factory=dict)
    archived: int | None = None
    public: bool = False
    answer: int | None = None
    on: str = ""
    stranger: str = ""


TABLE: dict[str, Row] = {
    # --- the door ---
    "health": Row(see=EVERYBODY, act=NOBODY, public=True),
    "home": Row(see=EVERYBODY),
    "signin": Row(see=EVERYBODY, act=EVERYBODY, public=True),
    "account_login": Row(see=EVERYBODY, act=EVERYBODY, public=True),
    # Without a password that was right the page leads to the sign-in.
    "mfa_authenticate": Row(see=EVERYBODY, act=EVERYBODY, public=True),
    "signout": Row(act=EVERYBODY),
    "account_logout": Row(act=EVERYBODY),
    "password_change": Row(see=EVERYBODY, act=EVERYBODY),
    "account_change_password": Row(see=EVERYBODY, act=EVERYBODY),
    "account_reset_password": Row(see=EVERYBODY, act=EVERYBODY, public=True),
    "account_reset_password_done": Row(see=EVERYBODY, public=True),
    "account_reset_password_from_key": Row(
        see=EVERYBODY, act=EVERYBODY, public=True, more={"uidb36": "1", "key": "x"}
    ),
    "account_reset_password_from_key_done": Row(see=EVERYBODY, public=True),
    "invitation_accept": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404, more={"token": "x"}),
    # Switched off in the settings.
    "vk_login": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404),
    "vk_callback": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404),
    "socialaccount_login_cancelled": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404),
    "socialaccount_login_error": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404),
    "socialaccount_connections": Row(see=EVERYBODY, act=EVERYBODY, answer=404),
    "admin_door": Row(see=EVERYBODY, act=EVERYBODY, public=True, answer=404, stranger=SIGN_IN),
    "admin_password": Row(see=EVERYBODY),
    # --- one's own account ---
    "account": Row(see=EVERYBODY),
    "personal_data": Row(see=EVERYBODY),
    # People of the matrix have neither password nor second factor to give again.
    "account_reauthenticate": Row(see=EVERYBODY, act=EVERYBODY, answer=403),
    "mfa_reauthenticate": Row(see=EVERYBODY, act=EVERYBODY, answer=403),
    "mfa_index": Row(see=EVERYBODY),
    "mfa_activate_totp": Row(see=EVERYBODY, act=EVERYBODY),
    # Nobody here has a second factor to remove, or spare codes to look at.
    "mfa_deactivate_totp": Row(see=EVERYBODY, act=EVERYBODY, answer=404),
    "mfa_view_recovery_codes": Row(see=EVERYBODY, answer=404),
    "mfa_generate_recovery_codes": Row(see=EVERYBODY, act=EVERYBODY),
    "mfa_download_recovery_codes": Row(see=EVERYBODY, answer=404),
    "usersessions_list": Row(see=EVERYBODY, act=EVERYBODY),
    # --- people ---
    "history": Row(see=SPECIALISTS),
    "people": Row(see=SPECIALISTS),
    "people_invite": Row(see=SPECIALISTS, act=SPECIALISTS),
    "people_invite_list": Row(see=SPECIALISTS, act=SPECIALISTS),
    "invitation_again": Row(act=SPECIALISTS, of="invitation"),
    "invitation_withdraw": Row(act=SPECIALISTS, of="invitation"),
    "person": Row(see=SPECIALISTS, act=SPECIALISTS, of="person"),
    "person_role_end": Row(act=SPECIALISTS, of="role"),
    "person_do": Row(act=SPECIALISTS, of="person", more={"deed": "close"}),
    "set_language": Row(act=EVERYBODY, public=True),
    # For those who build: Django's own staff mark opens it, which no role of the portal brings.
    "kit": Row(see=EVERYBODY, public=True, answer=404),
    # --- the registry ---
    "registry:institutions": Row(see=EVERYBODY),
    "registry:export": Row(see=EVERYBODY),
    "registry:institution_new": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:institution": Row(see=EVERYBODY, of="institution"),
    "registry:institution_edit": Row(see=SPECIALISTS, act=SPECIALISTS, of="institution"),
    "registry:institution_contact": Row(see=KEEPERS, act=KEEPERS, of="institution"),
    "registry:institution_archive": Row(act=SPECIALISTS, of="institution"),
    "registry:institution_share": Row(act=SPECIALISTS, of="institution"),
    "registry:public_add": Row(see=SPECIALISTS, act=SPECIALISTS, of="institution"),
    "registry:merge": Row(see=SPECIALISTS, act=SPECIALISTS, of="institution"),
    "registry:doubles": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:categories": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:districts": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:district": Row(see=SPECIALISTS, act=SPECIALISTS, of="district"),
    "registry:link_checks": Row(see=OFFICERS),
    "registry:link_check_start": Row(act=SPECIALISTS, on="registry:link_checks"),
    "registry:link_check_progress": Row(see=OFFICERS, of="link_check"),
    "registry:public_edit": Row(see=SPECIALISTS, act=SPECIALISTS, of="public"),
    "registry:public_archive": Row(act=SPECIALISTS, of="public"),
    "registry:public_move": Row(act=SPECIALISTS, of="public"),
    # --- lists ---
    "registry:imports": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:import": Row(see=SPECIALISTS, of="import"),
    "registry:import_progress": Row(see=SPECIALISTS, of="import"),
    "registry:import_choose": Row(act=SPECIALISTS, of="import"),
    "registry:import_step": Row(act=SPECIALISTS, of="import"),
    "registry:import_columns": Row(see=SPECIALISTS, act=SPECIALISTS, of="import"),
    "registry:import_refused": Row(see=SPECIALISTS, of="import"),
    "registry:headings": Row(see=SPECIALISTS, act=SPECIALISTS, form={"heading": "1"}),
    "registry:patterns": Row(see=SPECIALISTS, act=SPECIALISTS),
    "registry:pattern": Row(see=SPECIALISTS, act=SPECIALISTS, of="pattern"),
    # --- a public's own people ---
    "monitoring:mine": Row(see=EVERYBODY),
    "monitoring:my_public": Row(see=EVERYBODY, of="public", archived=404),
    "monitoring:check": Row(act=KEEPERS, of="public", archived=404),
    "monitoring:check_progress": Row(see=EVERYBODY, of="public", archived=404),
    # --- appeals: made by the school, commented by its district, decided by a specialist ---
    "monitoring:appeals": Row(see=EVERYBODY),
    "monitoring:appeal": Row(see=EVERYBODY, of="appeal"),
    "monitoring:appeal_new": Row(act=frozenset({SCHOOL}), of="public", more={"rule": "posts"}, archived=404),
    "monitoring:appeal_comment": Row(act=frozenset({DISTRICT}), of="appeal"),
    "monitoring:appeal_decide": Row(act=SPECIALISTS, of="appeal"),
    "monitoring:letters": Row(see=EVERYBODY, act=frozenset({SCHOOL, DISTRICT})),
    # --- files of rows ---
    "monitoring:file_order": Row(see=EVERYBODY, of="file_order"),
    "monitoring:file_order_file": Row(see=EVERYBODY, of="file_order"),
    "monitoring:file_order_stop": Row(act=EVERYBODY, of="file_order"),
    # --- the API: programs come with a token, see tests/api ---
    "monitoring:api": Row(see=EVERYBODY, act=EVERYBODY),
    "monitoring:api_revoke": Row(act=EVERYBODY, of="api_token"),
    "api:api-root": Row(see=EVERYBODY),
    "api:openapi-json": Row(see=EVERYBODY, public=True),
    "api:list_publics": Row(see=EVERYBODY, public=True, answer=401),
    "api:one_public": Row(see=EVERYBODY, public=True, answer=401, more={"vk_id": 900001}),
    "api:list_weeks": Row(see=EVERYBODY, public=True, answer=401),
    "api:list_verdicts": Row(see=EVERYBODY, public=True, answer=401),
    "api:one_ledger": Row(see=EVERYBODY, public=True, answer=401, more={"vk_id": 900001, "week": "2026-W46"}),
    # --- dashboards ---
    "monitoring:overview": Row(see=MINISTRY),
    "monitoring:overview_export": Row(see=MINISTRY, more={"format": "csv"}),
    "monitoring:districts": Row(see=EVERYBODY),
    "monitoring:district": Row(see=EVERYBODY, of="district"),
    "monitoring:questions": Row(see=EVERYBODY, of="district"),
    "monitoring:district_export": Row(see=EVERYBODY, of="district", more={"format": "csv"}),
    "monitoring:publics": Row(see=EVERYBODY),
    "monitoring:publics_export": Row(see=EVERYBODY, more={"format": "csv"}),
    "monitoring:public": Row(see=EVERYBODY, of="public"),
    "monitoring:public_history": Row(see=EVERYBODY, of="public"),
    "monitoring:public_audit": Row(act=SPECIALISTS, of="public", archived=404),
    "monitoring:verdict": Row(see=EVERYBODY, act=SPECIALISTS, of="public", more={"rule": "posts"}),
    "monitoring:verdict_withdraw": Row(act=SPECIALISTS, of="decision"),
    "monitoring:resemblance": Row(act=SPECIALISTS, of="post", archived=404),
    "monitoring:methodology": Row(see=EVERYBODY, public=True),
    # --- rule sets and exemptions ---
    "monitoring:rule_sets": Row(see=MINISTRY),
    "monitoring:rule_set_new": Row(see=SPECIALISTS, act=SPECIALISTS),
    "monitoring:rule_set": Row(see=MINISTRY, of="rule_set"),
    "monitoring:rule_set_edit": Row(see=SPECIALISTS, act=SPECIALISTS, of="rule_set"),
    "monitoring:rule_set_withdraw": Row(act=SPECIALISTS, of="rule_set"),
    "monitoring:what_if": Row(see=MINISTRY, of="what_if"),
    "monitoring:what_if_progress": Row(see=MINISTRY, of="what_if"),
    "monitoring:rule_set_redraft": Row(see=SPECIALISTS, act=SPECIALISTS, of="what_if"),
    "monitoring:rule_set_adopt": Row(act=SPECIALISTS, of="what_if"),
    "monitoring:exemptions": Row(see=MINISTRY),
    "monitoring:exemption_new": Row(see=SPECIALISTS, act=SPECIALISTS),
    "monitoring:exemption": Row(see=MINISTRY, of="exemption"),
    "monitoring:exemption_edit": Row(see=SPECIALISTS, act=SPECIALISTS, of="exemption"),
    "monitoring:exemption_end": Row(see=SPECIALISTS, act=SPECIALISTS, of="exemption"),
    "monitoring:exemption_withdraw": Row(see=SPECIALISTS, act=SPECIALISTS, of="exemption"),
    "monitoring:reassessment_progress": Row(see=MINISTRY, of="reassessment"),
    # --- mandatory posts ---
    "monitoring:mandatory": Row(see=EVERYBODY),
    "monitoring:mandatory_new": Row(see=SPECIALISTS, act=SPECIALISTS),
    "monitoring:mandatory_post": Row(see=EVERYBODY, of="mandatory"),
    "monitoring:mandatory_progress": Row(see=EVERYBODY, of="mandatory"),
    "monitoring:mandatory_edit": Row(see=SPECIALISTS, act=SPECIALISTS, of="mandatory"),
    "monitoring:mandatory_withdraw": Row(act=SPECIALISTS, of="mandatory"),
    "monitoring:campaign": Row(see=EVERYBODY, of="campaign"),
    # --- covers and avatars ---
    "monitoring:pictures": Row(see=EVERYBODY),
    "monitoring:pictures_good": Row(act=SPECIALISTS, on="monitoring:pictures"),
    "monitoring:pictures_undo": Row(act=SPECIALISTS, on="monitoring:pictures"),
    "monitoring:picture_mark": Row(act=SPECIALISTS, of="sighting", form={"mark": "good"}),
    "monitoring:picture_file": Row(see=EVERYBODY, of="picture", more={"size": "thumb"}),
    # --- audits ---
    "monitoring:runs": Row(see=MINISTRY),
    "monitoring:run_start": Row(act=SPECIALISTS),
    "monitoring:run": Row(see=MINISTRY, of="run"),
    "monitoring:run_progress": Row(see=MINISTRY, of="run"),
    "monitoring:run_stop": Row(act=SPECIALISTS, of="run"),
    "monitoring:run_resume": Row(act=SPECIALISTS, of="run"),
    "monitoring:keys": Row(see=MINISTRY),
    "monitoring:key_again": Row(act=SPECIALISTS, of="key"),
    # --- sheets ---
    "qrcodes:index": Row(see=EVERYBODY),
    "qrcodes:sheet": Row(see=EVERYBODY, act=KEEPERS, of="public", archived=410),
    "qrcodes:words_forget": Row(act=KEEPERS, of="public"),
    "qrcodes:card": Row(see=EVERYBODY, of="public"),
    "qrcodes:pdf": Row(see=EVERYBODY, of="public", archived=410),
    "qrcodes:archive": Row(see=EVERYBODY, of="public", archived=410),
    "qrcodes:code": Row(see=EVERYBODY, of="public", archived=410, more={"kind": "png"}),
    "qrcodes:checklist": Row(see=EVERYBODY, of="public", archived=410),
    "qrcodes:check": Row(see=EVERYBODY, act=EVERYBODY),
    "qrcodes:check_public": Row(see=EVERYBODY, act=EVERYBODY, of="public"),
    "qrcodes:vk_code": Row(see=EVERYBODY, act=KEEPERS, of="public"),
    "qrcodes:vk_code_remove": Row(act=KEEPERS, of="public"),
    "qrcodes:vk_code_picture": Row(see=EVERYBODY, of="vk_code"),
    "qrcodes:books": Row(see=EVERYBODY, act=EVERYBODY),
    "qrcodes:book": Row(see=EVERYBODY, of="book"),
    "qrcodes:book_file": Row(see=EVERYBODY, of="book"),
    "qrcodes:book_stop": Row(act=EVERYBODY, of="book"),
    # Whoever answers for the place tells of its sheets; a specialist looks and changes no count.
    "qrcodes:placements": Row(see=EVERYBODY),
    "qrcodes:placement": Row(see=EVERYBODY, act=frozenset({SCHOOL, DISTRICT}), of="institution"),
    "qrcodes:placement_withdraw": Row(act=frozenset({SCHOOL, DISTRICT}), of="placement"),
    "qrcodes:photo": Row(see=EVERYBODY, of="photo"),
    "qrcodes:inspections": Row(see=EVERYBODY, act=SPECIALISTS),
    "qrcodes:inspect": Row(see=SPECIALISTS, act=SPECIALISTS, of="institution", archived=403),
    "qrcodes:inspection": Row(see=EVERYBODY, of="inspection"),
    "qrcodes:quotas": Row(see=EVERYBODY),
    "qrcodes:quota": Row(see=EVERYBODY, act=SPECIALISTS, of="quota"),
}
