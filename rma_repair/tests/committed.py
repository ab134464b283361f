"""Tests with committed transactions and processes of their own, on a copy of the database.

What a test commits can not be rolled back, so it happens in a copy that is dropped afterwards.
"""

import logging
import multiprocessing
import os
import shutil
import signal
import time
from contextlib import closing

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import call_kw, retrying
from odoo.tests import new_test_user
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import SQL, config

from .common import RmaCommon

PATIENCE = 60
# How long the first holds what it locked, so that the other certainly meets it.
HOLD = 1.0
_fork = multiprocessing.get_context("fork")


class CommittedCase(BaseCase):
    """`self.scene` has the verbs of a return; what they do is there for all once committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"race_{get_db_name()}"
        cls.addClassCleanup(cls._drop_copy)
        cls._make_copy()
        cls.registry = cls._load()
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls.cr.close)
        cls.scene = type("Scene", (RmaCommon,), {})
        cls.scene.env = api.Environment(cls.cr, SUPERUSER_ID, {"tracking_disable": True})
        cls.scene._set_up()

    @classmethod
    def _make_copy(cls):
        """Copy the database; no connection of ours may be open to it meanwhile."""
        cls._drop_copy()
        sql_db.close_db(get_db_name())
        name, source = SQL.identifier(cls.database), SQL.identifier(get_db_name())
        cls._manage(SQL("CREATE DATABASE %s TEMPLATE %s", name, source))

    @classmethod
    def _load(cls):
        """The registry of the copy; loading one would run its modules' tests again."""
        is_testing = config["test_enable"]
        config["test_enable"] = False
        try:
            return Registry(cls.database)
        finally:
            config["test_enable"] = is_testing

    @classmethod
    def _drop_copy(cls):
        Registry.delete(cls.database)
        sql_db.close_db(cls.database)
        cls._manage(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(cls.database)))
        shutil.rmtree(config.filestore(cls.database), ignore_errors=True)

    @classmethod
    def _manage(cls, statement):
        """Run a statement that needs to be alone in its transaction."""
        with closing(sql_db.db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(statement)

    def setUp(self):
        super().setUp()
        self.addCleanup(self._see_what_is_true)

    def _commit(self):
        self.scene.env.cr.commit()

    def _see_what_is_true(self):
        """Look at what others committed meanwhile."""
        self.scene.env.cr.rollback()
        self.scene.env.invalidate_all()

    def _race(self, *jobs):
        """Run these calls at once, each in its own process; the messages of those refused.

        A job is (record with its user, public method, *arguments). Every process has begun its
        transaction before any of them calls; the first holds its locks for a while.
        """
        self._commit()
        gate, messages = _fork.Barrier(len(jobs)), _fork.Queue()
        workers = [
            self._start(self._compete, gate, messages, place, job) for place, job in enumerate(jobs)
        ]
        outcomes = [messages.get(timeout=PATIENCE) for _worker in workers]
        for worker in workers:
            worker.join(PATIENCE)
        self._see_what_is_true()
        return [message for message in outcomes if message is not None]

    def _assert_one_wins(self, refused, *words):
        self.assertEqual(len(refused), 1, refused)
        for word in words:
            self.assertIn(word, refused[0])

    def _limited_user(self, login):
        """Somebody of finance who may give 150 to a customer."""
        env, company = self.scene.env, self.scene.company
        user = new_test_user(
            env,
            login=login,
            groups="account.group_account_invoice,rma_repair.group_finance",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        env["rma.authority"].create(
            {"user_id": user.id, "amount_limit": 150, "customer_limit": 150}
        )
        return user

    def _hold(self, cr, record):
        """Keep others from writing this record until that cursor's transaction ends."""
        cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )

    def _start(self, target, *arguments):
        worker = _fork.Process(target=self._work, args=(target, *arguments), daemon=True)
        worker.start()
        self.addCleanup(worker.join, PATIENCE)
        self.addCleanup(worker.kill)
        return worker

    def _work(self, target, *arguments):
        """The beginning of a process: none of the parent's connections may be used in it."""
        logging.disable(logging.CRITICAL)
        sql_db._Pool = sql_db._Pool_readonly = None
        self.registry._db = sql_db.db_connect(self.database)
        target(*arguments)

    def _compete(self, gate, messages, place, job):
        record, method, *arguments = job
        try:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, record.env.uid, dict(record.env.context))
                own = record.with_env(env)
                env.cr.execute("SELECT 1")
                gate.wait(PATIENCE)
                time.sleep(0.3 * place)
                retrying(lambda: self._act(own, method, arguments, place), env)
            messages.put(None)
        except Exception as error:  # noqa: BLE001  (whatever it is, the test has to see it)
            messages.put(f"{type(error).__name__}: {error}")

    def _act(self, record, method, arguments, place):
        model = record.env[record._name]
        call_kw(model, method, [*([record.ids] if record else []), *arguments], {})
        record.env.flush_all()
        time.sleep(0 if place else HOLD)

    def _kill_in(self, record, method, inside):
        """Call the method in a process that is killed (-9) once it has come to `inside`."""
        self._commit()
        reached = _fork.Event()
        worker = self._start(self._stop_inside, record, method, inside, reached)
        self.assertTrue(reached.wait(PATIENCE), f"{inside} was not reached")
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(PATIENCE)
        self._see_what_is_true()
        return worker.exitcode

    def _stop_inside(self, record, method, inside, reached):
        def wait(records):
            records.env.flush_all()
            reached.set()
            time.sleep(PATIENCE)

        setattr(self.registry[record._name], inside, wait)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, record.env.uid, dict(record.env.context))
            retrying(lambda: getattr(record.with_env(env), method)(), env)
