"""`dateline lint`: is the gold free of errors, and is every warning settled?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmark.commands import console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmark.corpus import Corpus
    from benchmark.lint import Finding
    from benchmark.occurrences import Analysed
    from benchmark.warnings import Doubt


def lint(
    names: Annotated[list[str] | None, typer.Argument(metavar="[DOC]...", help="Only these documents.")] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write files that are only out of order in canonical order, with the canary.")
    ] = False,
    errors_only: Annotated[bool, typer.Option("--errors-only", help="Leave the warnings W01 to W07 out.")] = False,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Print the words of W01 as unfinished rows of negatives.tsv.")
    ] = False,
    consistency: Annotated[
        bool, typer.Option("--consistency", help="Print phrases that are decided differently in different texts.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
) -> None:
    """Check texts and gold by the rules L01 to L19 and W01 to W07; exit 1 on an error or a warning nobody waived."""
    from benchmark.corpus import Corpus
    from benchmark.lint import RULES, fix_order, read_texts
    from benchmark.warnings import WARNINGS

    if rules:
        for rule, meaning in (RULES | WARNINGS).items():
            typer.echo(f"{rule}  {meaning}")
        return
    corpus = Corpus()
    chosen = [corpus.find(name).id for name in names] if names else list(corpus.facts)
    if candidates:
        _print_candidates(corpus, read_texts(corpus), chosen)
        return
    if consistency:
        _print_inconsistencies(read_texts(corpus), chosen)
        return
    if fix:
        console.say(f"{fix_order(corpus)} files written in canonical order")
    texts = read_texts(corpus)
    found = _errors(corpus, texts, chosen if names else None)
    said = ""
    open_doubts: list[Doubt] = []
    if not errors_only:
        more, doubts, open_doubts = _warnings(corpus, texts, chosen if names else None)
        found += more
        kinds = Counter(doubt.warning for doubt in open_doubts)
        listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        said = (
            f", {len(open_doubts)} warnings{f' ({listed})' if listed else ''}, {len(doubts) - len(open_doubts)} waived"
        )
    for finding in found:
        typer.echo(str(finding._replace(path=Path(console.shown(finding.path)))))
    for doubt in open_doubts:
        text = texts[doubt.document]
        path = console.shown(corpus.text_path(text.facts))
        line = text.text.count("\n", 0, doubt.start) + 1
        typer.echo(
            console.printable(f"{path}:{line}: {doubt.warning}: {doubt.words!r} at {doubt.start}: {doubt.problem}")
        )
    console.say(f"{len(chosen)} documents, {len(found)} errors{said}")
    if open_doubts:
        console.say(
            "next: mend gold, or give a reason: dateline lint --candidates (W01), annotations/waivers.tsv (others)"
        )
    if found or open_doubts:
        raise typer.Exit(1)


def _errors(corpus: Corpus, texts: Mapping[str, Analysed], chosen: list[str] | None) -> list[Finding]:
    """The errors of texts, gold, passes and tables; of the chosen documents alone, if some are chosen."""
    from benchmark.lint import check_adjudication, check_corpus, check_document, check_negatives, check_passes

    if chosen is None:
        found = list(check_corpus(corpus))
    else:
        found = [finding for name in chosen for finding in check_document(corpus, corpus.facts[name])]
    found += check_passes(corpus, chosen)
    return [*found, *check_negatives(corpus, texts, chosen), *check_adjudication(corpus, texts, chosen)]


def _warnings(
    corpus: Corpus, texts: Mapping[str, Analysed], chosen: list[str] | None
) -> tuple[list[Finding], list[Doubt], list[Doubt]]:
    """The errors of the waivers, all warnings, and those that nobody waived."""
    from benchmark.lint import check_waivers
    from benchmark.negatives import read_negatives
    from benchmark.waivers import read_waivers, unwaived
    from benchmark.warnings import check

    doubts = check(list(texts.values()), read_negatives(corpus), chosen)
    # What a waiver of another document waives is not known when only some are checked.
    found = list(check_waivers(corpus, doubts)) if chosen is None else []
    return found, doubts, unwaived(doubts, read_waivers(corpus))


def _print_candidates(corpus: Corpus, texts: Mapping[str, Analysed], chosen: list[str]) -> None:
    from benchmark.negatives import read_negatives, spans_by_document, unfinished, unlisted
    from benchmark.occurrences import trigger_lemmas

    lemmas = trigger_lemmas(texts.values())
    listed = spans_by_document(read_negatives(corpus))
    count = 0
    for name in chosen:
        if name in texts:
            for candidate in unlisted(texts[name], lemmas, listed):
                typer.echo(unfinished(texts[name], candidate))
                count += 1
    console.say(f"{count} words to settle: annotate, or fill in rule and reason and add to annotations/negatives.tsv")


def _print_inconsistencies(texts: Mapping[str, Analysed], chosen: list[str]) -> None:
    from benchmark.consistency import inconsistencies

    count = 0
    for group in inconsistencies(list(texts.values())):
        if any(case.document in chosen for case in group.cases):
            typer.echo(console.printable(f"{group.kind}: {group.phrase}"))
            for case in group.cases:
                typer.echo(console.printable(f"    {case.decision:<24} {case.document}:{case.start}  {case.context}"))
            count += 1
    console.say(f"{count} phrases decided differently; read them, and mend what no rule tells apart")
