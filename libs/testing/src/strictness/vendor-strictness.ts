import type { Provider } from '@belugapi/model-catalog';
import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { anthropicComplaints } from './anthropic-complaints.js';
import { firstComplaint } from './complaint.js';
import { deepSeekComplaints } from './deepseek-complaints.js';
import { edgeComplaints } from './edge-complaints.js';
import { geminiComplaints } from './gemini-complaints.js';
import { miniMaxComplaints } from './minimax-complaints.js';
import { moonshotComplaints } from './moonshot-complaints.js';
import { openAiChatComplaints } from './openai-chat-complaints.js';
import { openAiResponsesComplaints } from './openai-responses-complaints.js';
import { transcriptionComplaints } from './transcription-complaints.js';
import { zhipuComplaints } from './zhipu-complaints.js';

/**
 * What the vendor of a request's endpoint would refuse it for, with the vendor's status and words; undefined for a request
 * that it takes. Give it as the `answer` of an emulated vendor, before what answers good requests. It knows what the vendors
 * document or were seen to do with the models of the catalogue, and is stricter than them where they only ignore something.
 */
export function vendorComplaint(request: VendorRequest): VendorFailure | undefined {
  return firstComplaint(complaintsOf(request));
}

function complaintsOf(request: VendorRequest): Iterable<VendorFailure> {
  switch (request.wire) {
    case 'messages':
      return anthropicComplaints(request);
    case 'generate-content':
      return geminiComplaints(request);
    case 'responses':
      return openAiResponsesComplaints(request);
    case 'transcription':
      return transcriptionComplaints(request);
    case 'chat':
      return (chatComplaints[request.provider] ?? openAiChatComplaints)(request);
  }
}

const chatComplaints: Partial<Record<Provider, (request: VendorRequest) => Iterable<VendorFailure>>> = {
  deepseek: deepSeekComplaints,
  zhipu: zhipuComplaints,
  minimax: miniMaxComplaints,
  moonshot: moonshotComplaints,
  edge: edgeComplaints,
};
