from django.urls import URLPattern, URLResolver, include, path

from accounts.views import invitation, me, membership, organisation, security, session, staff, trail

own: list[URLPattern | URLResolver] = [
    path("me/", me.profile, name="me"),
    path("me/security/", me.security, name="security"),
    path("me/consents/", me.consents, name="consents"),
    path("me/consents/<str:code>/withdraw/", me.withdraw, name="withdraw_consent"),
    path("me/consents/<str:code>/give/", me.give, name="give_consent"),
    path("me/looks/", me.looks, name="looks"),
    path("me/close/", me.close, name="close"),
    path("me/organisations/", organisation.mine, name="organisations"),
    path("kept/", session.show_kept_work, name="kept_work"),
    path("second-factor/", security.second_factor, name="second_factor"),
]
organisations: list[URLPattern | URLResolver] = [
    path("industries/", organisation.industries, name="industries"),
    path("organisations/new/", organisation.register, name="register_organisation"),
    path("organisations/<int:organisation_id>/", organisation.detail, name="organisation"),
    path("organisations/<int:organisation_id>/change/", organisation.change, name="change_organisation"),
    path("organisations/<int:organisation_id>/evidence/", organisation.evidence, name="size_evidence"),
    path("organisations/<int:organisation_id>/invite/", membership.invite, name="invite"),
    path("organisations/<int:organisation_id>/leave/", membership.leave, name="leave"),
    path(
        "organisations/<int:organisation_id>/members/<int:membership_id>/remove/",
        membership.remove,
        name="remove_member",
    ),
    path(
        "organisations/<int:organisation_id>/members/<int:membership_id>/hand-over/",
        membership.hand_over,
        name="hand_over",
    ),
    path("invitations/<int:invitation_id>/accept/", membership.accept, name="accept_invitation"),
    path("invitations/<int:invitation_id>/revoke/", membership.revoke, name="revoke_invitation"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
office: list[URLPattern | URLResolver] = [
    path("all/", staff.people_list, name="people"),
    path("all/<int:user_id>/", staff.person, name="person"),
    path("all/<int:user_id>/reveal/<str:field>/", staff.reveal_field, name="reveal"),
    path("all/<int:user_id>/roles/", staff.grant, name="grant_role"),
    path("all/<int:user_id>/roles/<str:role>/revoke/", staff.revoke, name="revoke_role"),
    path("all/<int:user_id>/deactivate/", staff.deactivate, name="deactivate"),
    path("register/", staff.organisation_list, name="staff_organisations"),
    path("register/<int:organisation_id>/", staff.organisation, name="staff_organisation"),
    path("register/<int:organisation_id>/status/", staff.confirm_status, name="confirm_status"),
    path("trail/", trail.audit, name="audit"),
    path("trail/access/", trail.access, name="access"),
    path("trail/verify/", trail.verify, name="verify_trail"),
]
urlpatterns = [
    path("session/", session.extend, name="session_extend"),
    path("language/", session.set_language, name="set_language"),
    path("", include(([*own, *organisations, *office], "accounts"))),
]
