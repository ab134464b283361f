"""Evaluation of an 8D: each discipline's share of what could be reached, and a weighted total."""

WEIGHTS = {"d3": 1.5, "d4": 2.0, "d6": 1.5, "d7": 1.5}
PASS_TOTAL = 80.0
PASS_EACH = 60.0
POINTS = {"fulfilled": 2, "partly": 1, "not": 0}


def discipline_scores(ratings):
    """Percent per discipline from (discipline, rating) pairs; "na" and empty ratings do not
    count."""
    sums = {}
    for discipline, rating in ratings:
        if rating in POINTS:
            reached, count = sums.get(discipline, (0, 0))
            sums[discipline] = (reached + POINTS[rating], count + 1)
    return {key: 100.0 * reached / (2 * count) for key, (reached, count) in sums.items()}


def total_score(scores):
    """Weighted mean of the disciplines (D4 twice, D3, D6 and D7 one and a half times)."""
    weight = sum(WEIGHTS.get(key, 1.0) for key in scores)
    return (
        sum(score * WEIGHTS.get(key, 1.0) for key, score in scores.items()) / weight
        if weight
        else 0.0
    )


def is_passed(scores):
    """At least 80 % in total, and no discipline under 60 %."""
    return bool(scores) and total_score(scores) >= PASS_TOTAL and min(scores.values()) >= PASS_EACH
