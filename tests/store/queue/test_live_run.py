from transfer_demo.store.queue.live_run import LiveRun


class Ticket:
    def __init__(self):
        self.stops = 0

    def stop(self):
        self.stops += 1

    def wait(self, timeout=None):
        return True


def test_arms_end_one_by_one():
    run = LiveRun(["fine_tune", "scratch"], owner="ada")
    run.end("scratch")
    run.end("scratch")
    assert run.unfinished == 1
    assert run.expects("fine_tune")
    assert not run.expects("scratch")


def test_each_job_is_asked_to_stop_once():
    run, tickets = LiveRun(["fine_tune", "scratch"], owner="ada"), [Ticket(), Ticket()]
    for ticket in tickets:
        run.add(ticket)
    run.stop()
    run.stop()
    assert [ticket.stops for ticket in tickets] == [1, 1]


def test_a_job_that_is_handed_over_after_the_stop_is_stopped_too():
    run, ticket = LiveRun(["scratch"], owner="ada"), Ticket()
    run.stop()
    run.add(ticket)
    assert ticket.stops == 1
