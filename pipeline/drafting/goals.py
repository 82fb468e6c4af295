"""A task with its product comes in, proposals for its measures go out: kind, target, day, who reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.drafting.clauses import due_of, split_product
from pipeline.drafting.promises import ASSIGNED, RULES, checklist, followed, nothing_said
from pipeline.drafting.proposals import Goal, Proposal
from pipeline.vietnamese import fold

_EACH = re.compile(r"^(?:mỗi|từng) (?:đơn vị|phòng|cơ quan|cá nhân)", re.I)
_IF_ANY = re.compile(r"nếu có|khi có phát sinh|khi phát sinh|khi có yêu cầu", re.I)
_ARISES = re.compile(r"phản ánh|kiến nghị|vấn đề phát hiện|vi phạm|sai phạm|khiếu nại|tố cáo|trường hợp", re.I)


def propose(goal: Goal) -> list[Proposal]:
    """The measures that a task's product promises; at least one, so that every task is reported."""
    clauses = split_product(goal.product)
    if clauses.items:
        return [_finished(checklist(clauses), goal, goal.product)]
    found: list[Proposal] = []
    for clause in clauses.points:
        made = next((p for rule in RULES if (p := rule(clause, goal))), None) or [followed(clause, goal)]
        found += [_finished(p, goal, clause) for p in made]
    found = _one_with_milestones(found)
    return found or [_finished(nothing_said(goal), goal, "")]


def _finished(made: Proposal, goal: Goal, clause: str) -> Proposal:
    """Who reports, whether something may not arise, and the day where the rule gave none."""
    doubts, rules = dict(made.doubts), dict(made.rules)
    doubts["name"] = "tên chỉ tiêu đặt theo câu chữ của sản phẩm, cần đọc lại"
    said = f"{goal.name} {goal.timing} {clause}"
    if_any = bool(_IF_ANY.search(said))
    assigned = made.kind == "tỷ lệ" and re.search(r"(?:được|do) (?:UBND|HĐND)[^.;]* giao", f"{goal.name} {clause}")
    if if_any:
        rules["if_any"] = "kế hoạch ghi “nếu có” hoặc “khi có phát sinh”"
    elif (_ARISES.search(clause) and made.kind == "tỷ lệ") or (assigned and not ASSIGNED.search(clause)):
        if_any, doubts["if_any"] = True, "việc chỉ làm khi phát sinh; bỏ dấu x nếu luôn phải có"
    elif made.targets[0].target and made.targets[0].due.day is None and made.targets[0].due.why:
        if_any, doubts["if_any"] = True, "không có thời hạn; bỏ dấu x nếu luôn phải có"
    reporters = "chủ trì"
    if _EACH.match(clause):
        reporters, rules["reporters"] = "từng đơn vị chủ trì", "“mỗi đơn vị”: từng đơn vị phải đạt"
    elif goal.groups_help and made.kind in ("tỷ lệ", "giải ngân") and goal.leads == 1:
        reporters = "chủ trì và phối hợp" if _of_every_unit(clause, goal) else "chủ trì"
        doubts["reporters"] = "kế hoạch không ghi ai báo cáo số liệu: đơn vị chủ trì, hay cả đơn vị phối hợp"
        if reporters != "chủ trì" and not if_any and re.search(r"giải ngân|kế hoạch", clause, re.I):
            if_any, doubts["if_any"] = True, "đơn vị phối hợp có thể không có phần việc này; bỏ dấu x nếu luôn phải có"
    targets = tuple(
        t if t.target == "" or t.due.day or t.due.why else replace(t, due=due_of("", goal.timing, goal.year))
        for t in made.targets
    )
    if re.search(r"phát hiện qua", clause, re.I) and targets[0].due.why.startswith("ngày cuối"):
        doubts["due"] = "việc xử lý có thể kéo dài sau thời gian của nhiệm vụ"
    return replace(made, targets=targets, if_any=if_any, reporters=reporters, said=clause, doubts=doubts, rules=rules)


def _of_every_unit(clause: str, goal: Goal) -> bool:
    """Whether what is counted lies with every unit: its staff, its documents, its budget."""
    about = fold(f"{goal.name} {clause}")
    return bool(re.search(r"giải ngân|công chức, viên chức|vị trí việc làm|văn bản hành chính|đào tạo", about))


def _one_with_milestones(found: Sequence[Proposal]) -> list[Proposal]:
    """Clauses that promise the same by two days are one measure with two targets."""
    kept: list[Proposal] = []
    for made in found:
        same = kept and kept[-1].kind == made.kind and fold(kept[-1].name) == fold(made.name)
        if same and {t.due.day for t in kept[-1].targets}.isdisjoint({t.due.day for t in made.targets}):
            kept[-1] = replace(kept[-1], targets=kept[-1].targets + made.targets)
        else:
            kept.append(made)
    return kept
