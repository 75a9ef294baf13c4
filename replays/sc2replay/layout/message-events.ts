/** `replay.message.events`: chat, pings on the map, progress of loading. Bit-packed. */
import { I32, POINT_I32, TEXT11, U2, U3 } from './common.js';
import { byBuild, type EventRow, struct } from './language.js';

const RECIPIENT = byBuild([0, U2], [21995, U3]);

/** Messages by id. */
export const MESSAGE_EVENTS: readonly EventRow[] = [
  [0, 'SChatMessage', struct(['m_recipient', RECIPIENT], ['m_string', TEXT11])],
  [1, 'SPingMessage', struct(['m_recipient', RECIPIENT], ['m_point', POINT_I32])],
  [2, 'SLoadingProgressMessage', struct(['m_progress', I32])],
  [3, 'SServerPingMessage', struct()],
  [4, 'SReconnectNotifyMessage', struct(['m_status', U2]), { since: 34784 }],
];
