import { describeSequenceToSequence } from '../conformance/sequenceToSequence.ts';
import { TableModel } from './tableModel.ts';

describeSequenceToSequence('TableModel', () => new TableModel({ vocabSize: 11 }));
