"""Two processes of one thread, each with half of the batch, whose gradients are averaged before both update."""

import os
import sys
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

WORKERS = 2
READY_SECONDS = 120


def _work(rank, folder, settings, channel, shared, barrier, meeting):
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from exchange import Exchange
    from training import Trainer

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    exchange = Exchange(folder)
    half = settings["batch"] // WORKERS
    rows = slice(rank * half, (rank + 1) * half)
    trainer = Trainer(exchange, rows, settings["attention"], settings["optimiser"], False)
    leaves = [leaf for leaf, _ in trainer.leaves]
    if shared is None:
        dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=WORKERS)

    def average_shared():
        for mine, leaf in zip(shared[rank], leaves):
            mine.copy_(leaf.grad)
        barrier.wait()
        for at, leaf in enumerate(leaves):
            torch.add(shared[0][at], shared[1][at], out=leaf.grad).mul_(1 / WORKERS)
        barrier.wait()  # Nobody writes the next gradient before all have read this one.

    def average_gloo():
        for leaf in leaves:
            dist.all_reduce(leaf.grad)
            leaf.grad.mul_(1 / WORKERS)

    average = average_gloo if shared is None else average_shared
    channel.send("ready")
    while True:
        times = channel.recv()
        if times is None:
            break
        barrier.wait()
        took, losses = [], []
        for _ in range(times):
            began = time.perf_counter()
            losses.append(trainer.backward().item())
            average()
            trainer.update()
            took.append(1000 * (time.perf_counter() - began))
        channel.send((took, losses))
    if shared is None:
        dist.destroy_process_group()


class Pair:
    """@raises RuntimeError where a worker ends"""

    def __init__(self, folder, settings, reduce, sizes):
        context = mp.get_context("spawn")
        shared = None
        if reduce == "shared":
            shared = [[torch.zeros(size).share_memory_() for size in sizes] for _ in range(WORKERS)]
        barrier = context.Barrier(WORKERS, timeout=READY_SECONDS)
        meeting = os.path.join(folder, f"meeting-{os.getpid()}-{time.monotonic_ns()}")
        self.channels, self.workers = [], []
        for rank in range(WORKERS):
            ours, theirs = context.Pipe()
            arguments = (rank, folder, settings, theirs, shared, barrier, meeting)
            worker = context.Process(target=_work, args=arguments, daemon=True)
            worker.start()
            theirs.close()
            self.channels.append(ours)
            self.workers.append(worker)
        self._answers()

    def _answers(self):
        found = []
        for channel in self.channels:
            if not channel.poll(READY_SECONDS):
                raise RuntimeError(f"a worker gave no answer for {READY_SECONDS} s")
            try:
                found.append(channel.recv())
            except EOFError as error:
                raise RuntimeError("a worker ended; what it said stands above") from error
        return found

    def run(self, times):
        """Milliseconds of each step by the slower worker, and the mean of both losses of the first."""
        for channel in self.channels:
            channel.send(times)
        answers = self._answers()
        losses = [losses[0] for _, losses in answers]
        return [max(both) for both in zip(*(took for took, _ in answers))], sum(losses) / WORKERS

    def close(self):
        for channel in self.channels:
            try:
                channel.send(None)
            except OSError:
                continue  # It has ended already.
        for worker in self.workers:
            worker.join(5)
            if worker.is_alive():
                worker.kill()
