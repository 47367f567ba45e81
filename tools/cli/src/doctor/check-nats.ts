import { accessSync, constants } from 'node:fs';
import { busConnectionOptions, isLastingFailure } from '@belugapi/bus';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, fine, unknown, unreached, warning, wrong } from './doctor-context.js';

const setting = 'NATS_URL';
const fileSettings = ['NATS_TLS_CA', 'NATS_TLS_CERT', 'NATS_TLS_KEY'];
const waitMs = 3_000;
const noticedBacklog = 10_000;

/** NATS: reachable with these credentials, JetStream on, the stream of usage there and booked by billing. */
export const checkNats: Check = {
  name: 'NATS',
  run: async (context, signal) => {
    const url = context.ready?.natsUrl ?? context.variables[setting];
    if (url === undefined) return [unknown('NATS', 'not set here', setting)];
    // The client would name the path, which may be a key that was put where its file was meant.
    const unread = fileSettings.find((name) => !isReadable(context.variables[name]));
    if (unread !== undefined) return [unknown('NATS', `not asked: ${unread} names a file that cannot be read`, unread)];
    let connection: NatsConnection;
    try {
      connection = await connect(optionsOf(url, context));
    } catch (error) {
      const told = isLastingFailure(error) ? wrong : unreached(context);
      return [told('NATS', `${hostsOf(url)} cannot be used: ${(error as Error).message}`, setting)];
    }
    signal.addEventListener('abort', () => void connection.close());
    const told = fine('NATS', `${connection.info?.version ?? 'a server'} at ${hostsOf(url)}`);
    const found = connection.info?.jetstream
      ? await streamFindings(connection)
      : [wrong('JetStream', 'is switched off: usage could not be kept (start the server with -js)', setting)];
    await connection.close();
    return [told, ...found];
  },
};

function isReadable(file: string | undefined): boolean {
  try {
    if (file !== undefined) accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function streamFindings(connection: NatsConnection): Promise<Finding[]> {
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: waitMs });
    const { state } = await manager.streams.info('USAGE');
    const consumer = await manager.consumers.info('USAGE', 'billing');
    const waiting = consumer.num_pending + consumer.num_ack_pending;
    const told = `stream USAGE: ${state.messages} messages, ${waiting} not booked yet`;
    if (waiting <= noticedBacklog) return [fine('JetStream', told)];
    return [warning('JetStream', `${told}: is billing running?`)];
  } catch (error) {
    const { message } = error as Error;
    if (/permission/i.test(message))
      return [unknown('JetStream', 'this user may not ask for the stream USAGE', setting)];
    if (/not found/i.test(message))
      return [wrong('JetStream', `${message}: billing makes the stream USAGE at its start`)];
    return [unknown('JetStream', message)];
  }
}

function optionsOf(url: string, { variables }: DoctorContext): ConnectionOptions {
  const tls = {
    caFile: variables['NATS_TLS_CA'],
    certFile: variables['NATS_TLS_CERT'],
    keyFile: variables['NATS_TLS_KEY'],
    serverName: variables['NATS_TLS_SERVER_NAME'],
  };
  const isGiven = Object.values(tls).some((value) => value !== undefined);
  return {
    ...busConnectionOptions({ url, name: 'beluga doctor', tls: isGiven ? tls : undefined }),
    reconnect: false,
    timeout: waitMs,
  };
}

function hostsOf(url: string): string {
  const hosts = url.split(',').map((one) => URL.parse(one.includes('://') ? one.trim() : `nats://${one.trim()}`)?.host);
  return hosts.map((host) => host ?? 'a malformed address').join(', ');
}
